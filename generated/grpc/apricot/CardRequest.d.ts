export interface CardRequest {
    'hostname'?: (string);
    'cardSerial'?: (string);
}
export interface CardRequest__Output {
    'hostname': (string);
    'cardSerial': (string);
}
