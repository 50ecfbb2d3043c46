import type { User as _common_User, User__Output as _common_User__Output } from '../common/User.js';
export interface NewEnvironmentRequest {
    'workflowTemplate'?: (string);
    'vars'?: ({
        [key: string]: string;
    });
    'public'?: (boolean);
    'autoTransition'?: (boolean);
    'requestUser'?: (_common_User | null);
}
export interface NewEnvironmentRequest__Output {
    'workflowTemplate': (string);
    'vars': ({
        [key: string]: string;
    });
    'public': (boolean);
    'autoTransition': (boolean);
    'requestUser': (_common_User__Output | null);
}
