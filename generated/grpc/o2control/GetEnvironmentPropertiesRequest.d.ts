export interface GetEnvironmentPropertiesRequest {
    'id'?: (string);
    'queries'?: (string)[];
    'excludeGlobals'?: (boolean);
}
export interface GetEnvironmentPropertiesRequest__Output {
    'id': (string);
    'queries': (string)[];
    'excludeGlobals': (boolean);
}
