import type { WorkflowTemplateInfo as _o2control_WorkflowTemplateInfo, WorkflowTemplateInfo__Output as _o2control_WorkflowTemplateInfo__Output } from '../o2control/WorkflowTemplateInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface GetWorkflowTemplatesReply {
    'workflowTemplates'?: (_o2control_WorkflowTemplateInfo)[];
    'timestamp'?: (number | string | Long);
}
export interface GetWorkflowTemplatesReply__Output {
    'workflowTemplates': (_o2control_WorkflowTemplateInfo__Output)[];
    'timestamp': (string);
}
