import type { BeamInfo as _common_BeamInfo, BeamInfo__Output as _common_BeamInfo__Output } from '../common/BeamInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface Ev_BeamModeEvent {
    'timestamp'?: (number | string | Long);
    'beamInfo'?: (_common_BeamInfo | null);
}
export interface Ev_BeamModeEvent__Output {
    'timestamp': (string);
    'beamInfo': (_common_BeamInfo__Output | null);
}
