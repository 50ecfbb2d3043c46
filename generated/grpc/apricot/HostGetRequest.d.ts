export interface HostGetRequest {
    'detector'?: (string);
}
export interface HostGetRequest__Output {
    'detector': (string);
}
