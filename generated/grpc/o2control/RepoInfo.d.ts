export interface RepoInfo {
    'name'?: (string);
    'default'?: (boolean);
    'defaultRevision'?: (string);
    'revisions'?: (string)[];
}
export interface RepoInfo__Output {
    'name': (string);
    'default': (boolean);
    'defaultRevision': (string);
    'revisions': (string)[];
}
