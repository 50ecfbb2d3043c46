import type { EnvironmentOperation as _o2control_EnvironmentOperation, EnvironmentOperation__Output as _o2control_EnvironmentOperation__Output } from '../o2control/EnvironmentOperation.js';
export interface ModifyEnvironmentRequest {
    'id'?: (string);
    'operations'?: (_o2control_EnvironmentOperation)[];
    'reconfigureAll'?: (boolean);
}
export interface ModifyEnvironmentRequest__Output {
    'id': (string);
    'operations': (_o2control_EnvironmentOperation__Output)[];
    'reconfigureAll': (boolean);
}
