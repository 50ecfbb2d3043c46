export interface HostEntriesResponse {
    'hosts'?: (string)[];
}
export interface HostEntriesResponse__Output {
    'hosts': (string)[];
}
