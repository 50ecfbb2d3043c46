import type { EnvironmentInfo as _o2control_EnvironmentInfo, EnvironmentInfo__Output as _o2control_EnvironmentInfo__Output } from '../o2control/EnvironmentInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface NewEnvironmentReply {
    'environment'?: (_o2control_EnvironmentInfo | null);
    'public'?: (boolean);
    'timestamp'?: (number | string | Long);
}
export interface NewEnvironmentReply__Output {
    'environment': (_o2control_EnvironmentInfo__Output | null);
    'public': (boolean);
    'timestamp': (string);
}
