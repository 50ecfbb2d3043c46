export interface SetRepoDefaultRevisionRequest {
    'index'?: (number);
    'revision'?: (string);
}
export interface SetRepoDefaultRevisionRequest__Output {
    'index': (number);
    'revision': (string);
}
