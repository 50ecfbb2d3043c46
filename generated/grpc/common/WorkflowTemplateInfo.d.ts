export interface WorkflowTemplateInfo {
    'name'?: (string);
    'description'?: (string);
    'path'?: (string);
    'public'?: (boolean);
}
export interface WorkflowTemplateInfo__Output {
    'name': (string);
    'description': (string);
    'path': (string);
    'public': (boolean);
}
