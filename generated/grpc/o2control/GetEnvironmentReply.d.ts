import type { EnvironmentInfo as _o2control_EnvironmentInfo, EnvironmentInfo__Output as _o2control_EnvironmentInfo__Output } from '../o2control/EnvironmentInfo.js';
import type { RoleInfo as _o2control_RoleInfo, RoleInfo__Output as _o2control_RoleInfo__Output } from '../o2control/RoleInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface GetEnvironmentReply {
    'environment'?: (_o2control_EnvironmentInfo | null);
    'workflow'?: (_o2control_RoleInfo | null);
    'public'?: (boolean);
    'timestamp'?: (number | string | Long);
}
export interface GetEnvironmentReply__Output {
    'environment': (_o2control_EnvironmentInfo__Output | null);
    'workflow': (_o2control_RoleInfo__Output | null);
    'public': (boolean);
    'timestamp': (string);
}
