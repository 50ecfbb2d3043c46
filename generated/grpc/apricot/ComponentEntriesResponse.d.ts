export interface ComponentEntriesResponse {
    'payload'?: (string)[];
}
export interface ComponentEntriesResponse__Output {
    'payload': (string)[];
}
