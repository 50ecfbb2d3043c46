import type { Traits as _events_Traits, Traits__Output as _events_Traits__Output } from '../events/Traits.js';
export interface Ev_TaskEvent {
    'name'?: (string);
    'taskid'?: (string);
    'state'?: (string);
    'status'?: (string);
    'hostname'?: (string);
    'className'?: (string);
    'traits'?: (_events_Traits | null);
    'environmentId'?: (string);
    'path'?: (string);
}
export interface Ev_TaskEvent__Output {
    'name': (string);
    'taskid': (string);
    'state': (string);
    'status': (string);
    'hostname': (string);
    'className': (string);
    'traits': (_events_Traits__Output | null);
    'environmentId': (string);
    'path': (string);
}
