import type { OpStatus as _events_OpStatus, OpStatus__Output as _events_OpStatus__Output } from '../events/OpStatus.js';
import type { User as _common_User, User__Output as _common_User__Output } from '../common/User.js';
import type { WorkflowTemplateInfo as _common_WorkflowTemplateInfo, WorkflowTemplateInfo__Output as _common_WorkflowTemplateInfo__Output } from '../common/WorkflowTemplateInfo.js';
export interface Ev_EnvironmentEvent {
    'environmentId'?: (string);
    'state'?: (string);
    'runNumber'?: (number);
    'error'?: (string);
    'message'?: (string);
    'transition'?: (string);
    'transitionStep'?: (string);
    'transitionStatus'?: (_events_OpStatus);
    'vars'?: ({
        [key: string]: string;
    });
    'lastRequestUser'?: (_common_User | null);
    'workflowTemplateInfo'?: (_common_WorkflowTemplateInfo | null);
}
export interface Ev_EnvironmentEvent__Output {
    'environmentId': (string);
    'state': (string);
    'runNumber': (number);
    'error': (string);
    'message': (string);
    'transition': (string);
    'transitionStep': (string);
    'transitionStatus': (_events_OpStatus__Output);
    'vars': ({
        [key: string]: string;
    });
    'lastRequestUser': (_common_User__Output | null);
    'workflowTemplateInfo': (_common_WorkflowTemplateInfo__Output | null);
}
