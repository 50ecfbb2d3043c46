export interface GetEnvironmentPropertiesReply {
    'properties'?: ({
        [key: string]: string;
    });
}
export interface GetEnvironmentPropertiesReply__Output {
    'properties': ({
        [key: string]: string;
    });
}
