import type { RoleInfo as _o2control_RoleInfo, RoleInfo__Output as _o2control_RoleInfo__Output } from '../o2control/RoleInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface GetRolesReply {
    'roles'?: (_o2control_RoleInfo)[];
    'timestamp'?: (number | string | Long);
}
export interface GetRolesReply__Output {
    'roles': (_o2control_RoleInfo__Output)[];
    'timestamp': (string);
}
