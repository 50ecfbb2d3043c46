import type { BeamMode as _common_BeamMode, BeamMode__Output as _common_BeamMode__Output } from '../common/BeamMode.js';
import type { Long } from '@grpc/proto-loader';
export interface BeamInfo {
    'stableBeamsStart'?: (number | string | Long);
    'stableBeamsEnd'?: (number | string | Long);
    'fillNumber'?: (number);
    'fillingSchemeName'?: (string);
    'beamType'?: (string);
    'beamMode'?: (_common_BeamMode);
}
export interface BeamInfo__Output {
    'stableBeamsStart': (string);
    'stableBeamsEnd': (string);
    'fillNumber': (number);
    'fillingSchemeName': (string);
    'beamType': (string);
    'beamMode': (_common_BeamMode__Output);
}
