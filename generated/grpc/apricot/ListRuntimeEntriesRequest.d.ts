export interface ListRuntimeEntriesRequest {
    'component'?: (string);
}
export interface ListRuntimeEntriesRequest__Output {
    'component': (string);
}
