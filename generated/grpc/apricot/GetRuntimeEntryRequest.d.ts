export interface GetRuntimeEntryRequest {
    'component'?: (string);
    'key'?: (string);
}
export interface GetRuntimeEntryRequest__Output {
    'component': (string);
    'key': (string);
}
