export interface HostsRequest {
    'hosts'?: (string)[];
}
export interface HostsRequest__Output {
    'hosts': (string)[];
}
