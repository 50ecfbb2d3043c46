import type { User as _common_User, User__Output as _common_User__Output } from '../common/User.js';
export interface NewAutoEnvironmentRequest {
    'workflowTemplate'?: (string);
    'vars'?: ({
        [key: string]: string;
    });
    'id'?: (string);
    'requestUser'?: (_common_User | null);
}
export interface NewAutoEnvironmentRequest__Output {
    'workflowTemplate': (string);
    'vars': ({
        [key: string]: string;
    });
    'id': (string);
    'requestUser': (_common_User__Output | null);
}
