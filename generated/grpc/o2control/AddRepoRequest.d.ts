export interface AddRepoRequest {
    'name'?: (string);
    'defaultRevision'?: (string);
}
export interface AddRepoRequest__Output {
    'name': (string);
    'defaultRevision': (string);
}
