export interface GetRuntimeEntriesRequest {
    'component'?: (string);
}
export interface GetRuntimeEntriesRequest__Output {
    'component': (string);
}
