import type { User as _common_User, User__Output as _common_User__Output } from '../common/User.js';
export interface DestroyEnvironmentRequest {
    'id'?: (string);
    'keepTasks'?: (boolean);
    'allowInRunningState'?: (boolean);
    'force'?: (boolean);
    'requestUser'?: (_common_User | null);
}
export interface DestroyEnvironmentRequest__Output {
    'id': (string);
    'keepTasks': (boolean);
    'allowInRunningState': (boolean);
    'force': (boolean);
    'requestUser': (_common_User__Output | null);
}
