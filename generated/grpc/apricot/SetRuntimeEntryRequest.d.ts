export interface SetRuntimeEntryRequest {
    'component'?: (string);
    'key'?: (string);
    'value'?: (string);
}
export interface SetRuntimeEntryRequest__Output {
    'component': (string);
    'key': (string);
    'value': (string);
}
