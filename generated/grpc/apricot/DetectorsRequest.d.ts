export interface DetectorsRequest {
    'getAll'?: (boolean);
}
export interface DetectorsRequest__Output {
    'getAll': (boolean);
}
