export interface RawGetRecursiveRequest {
    'rawPath'?: (string);
}
export interface RawGetRecursiveRequest__Output {
    'rawPath': (string);
}
