export interface RemoveRepoRequest {
    'index'?: (number);
}
export interface RemoveRepoRequest__Output {
    'index': (number);
}
