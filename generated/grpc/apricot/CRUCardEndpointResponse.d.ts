export interface CRUCardEndpointResponse {
    'endpoints'?: (string);
}
export interface CRUCardEndpointResponse__Output {
    'endpoints': (string);
}
