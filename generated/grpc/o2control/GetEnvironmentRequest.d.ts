export interface GetEnvironmentRequest {
    'id'?: (string);
    'showWorkflowTree'?: (boolean);
}
export interface GetEnvironmentRequest__Output {
    'id': (string);
    'showWorkflowTree': (boolean);
}
