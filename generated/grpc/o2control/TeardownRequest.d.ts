export interface TeardownRequest {
    'reason'?: (string);
}
export interface TeardownRequest__Output {
    'reason': (string);
}
