import type { VarSpecMessage as _o2control_VarSpecMessage, VarSpecMessage__Output as _o2control_VarSpecMessage__Output } from '../o2control/VarSpecMessage.js';
export interface WorkflowTemplateInfo {
    'repo'?: (string);
    'template'?: (string);
    'revision'?: (string);
    'varSpecMap'?: ({
        [key: string]: _o2control_VarSpecMessage;
    });
    'description'?: (string);
}
export interface WorkflowTemplateInfo__Output {
    'repo': (string);
    'template': (string);
    'revision': (string);
    'varSpecMap': ({
        [key: string]: _o2control_VarSpecMessage__Output;
    });
    'description': (string);
}
