export interface DetectorResponse {
    'payload'?: (string);
}
export interface DetectorResponse__Output {
    'payload': (string);
}
