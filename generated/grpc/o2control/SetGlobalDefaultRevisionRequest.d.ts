export interface SetGlobalDefaultRevisionRequest {
    'revision'?: (string);
}
export interface SetGlobalDefaultRevisionRequest__Output {
    'revision': (string);
}
