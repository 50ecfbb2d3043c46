import type { EnvironmentOperation as _o2control_EnvironmentOperation, EnvironmentOperation__Output as _o2control_EnvironmentOperation__Output } from '../o2control/EnvironmentOperation.js';
export interface ModifyEnvironmentReply {
    'failedOperations'?: (_o2control_EnvironmentOperation)[];
    'id'?: (string);
    'state'?: (string);
}
export interface ModifyEnvironmentReply__Output {
    'failedOperations': (_o2control_EnvironmentOperation__Output)[];
    'id': (string);
    'state': (string);
}
