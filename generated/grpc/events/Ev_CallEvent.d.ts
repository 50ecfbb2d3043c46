import type { OpStatus as _events_OpStatus, OpStatus__Output as _events_OpStatus__Output } from '../events/OpStatus.js';
import type { Traits as _events_Traits, Traits__Output as _events_Traits__Output } from '../events/Traits.js';
export interface Ev_CallEvent {
    'func'?: (string);
    'callStatus'?: (_events_OpStatus);
    'return'?: (string);
    'traits'?: (_events_Traits | null);
    'output'?: (string);
    'error'?: (string);
    'environmentId'?: (string);
    'path'?: (string);
}
export interface Ev_CallEvent__Output {
    'func': (string);
    'callStatus': (_events_OpStatus__Output);
    'return': (string);
    'traits': (_events_Traits__Output | null);
    'output': (string);
    'error': (string);
    'environmentId': (string);
    'path': (string);
}
