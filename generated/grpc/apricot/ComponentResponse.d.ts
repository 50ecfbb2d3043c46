export interface ComponentResponse {
    'payload'?: (string);
}
export interface ComponentResponse__Output {
    'payload': (string);
}
