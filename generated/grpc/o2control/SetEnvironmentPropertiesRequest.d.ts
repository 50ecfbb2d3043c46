export interface SetEnvironmentPropertiesRequest {
    'id'?: (string);
    'properties'?: ({
        [key: string]: string;
    });
}
export interface SetEnvironmentPropertiesRequest__Output {
    'id': (string);
    'properties': ({
        [key: string]: string;
    });
}
