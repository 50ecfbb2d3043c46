export interface RefreshReposRequest {
    'index'?: (number);
}
export interface RefreshReposRequest__Output {
    'index': (number);
}
