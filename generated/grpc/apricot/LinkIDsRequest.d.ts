export interface LinkIDsRequest {
    'hostname'?: (string);
    'cardSerial'?: (string);
    'endpoint'?: (string);
    'onlyEnabled'?: (boolean);
}
export interface LinkIDsRequest__Output {
    'hostname': (string);
    'cardSerial': (string);
    'endpoint': (string);
    'onlyEnabled': (boolean);
}
