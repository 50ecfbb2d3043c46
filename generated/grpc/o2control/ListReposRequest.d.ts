export interface ListReposRequest {
    'getRevisions'?: (boolean);
}
export interface ListReposRequest__Output {
    'getRevisions': (boolean);
}
