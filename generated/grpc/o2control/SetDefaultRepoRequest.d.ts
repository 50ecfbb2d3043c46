export interface SetDefaultRepoRequest {
    'index'?: (number);
}
export interface SetDefaultRepoRequest__Output {
    'index': (number);
}
