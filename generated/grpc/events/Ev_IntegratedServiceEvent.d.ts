import type { OpStatus as _events_OpStatus, OpStatus__Output as _events_OpStatus__Output } from '../events/OpStatus.js';
export interface Ev_IntegratedServiceEvent {
    'name'?: (string);
    'error'?: (string);
    'operationName'?: (string);
    'operationStatus'?: (_events_OpStatus);
    'operationStep'?: (string);
    'operationStepStatus'?: (_events_OpStatus);
    'environmentId'?: (string);
    'payload'?: (string);
}
export interface Ev_IntegratedServiceEvent__Output {
    'name': (string);
    'error': (string);
    'operationName': (string);
    'operationStatus': (_events_OpStatus__Output);
    'operationStep': (string);
    'operationStepStatus': (_events_OpStatus__Output);
    'environmentId': (string);
    'payload': (string);
}
