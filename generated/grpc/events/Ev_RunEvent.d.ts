import type { OpStatus as _events_OpStatus, OpStatus__Output as _events_OpStatus__Output } from '../events/OpStatus.js';
import type { User as _common_User, User__Output as _common_User__Output } from '../common/User.js';
export interface Ev_RunEvent {
    'environmentId'?: (string);
    'runNumber'?: (number);
    'state'?: (string);
    'error'?: (string);
    'transition'?: (string);
    'transitionStatus'?: (_events_OpStatus);
    'lastRequestUser'?: (_common_User | null);
}
export interface Ev_RunEvent__Output {
    'environmentId': (string);
    'runNumber': (number);
    'state': (string);
    'error': (string);
    'transition': (string);
    'transitionStatus': (_events_OpStatus__Output);
    'lastRequestUser': (_common_User__Output | null);
}
