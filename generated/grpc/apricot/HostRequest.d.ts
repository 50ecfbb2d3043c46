export interface HostRequest {
    'hostname'?: (string);
}
export interface HostRequest__Output {
    'hostname': (string);
}
