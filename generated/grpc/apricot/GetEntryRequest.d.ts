export interface GetEntryRequest {
    'key'?: (string);
}
export interface GetEntryRequest__Output {
    'key': (string);
}
