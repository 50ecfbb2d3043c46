export interface AliasedLinkIDsRequest {
    'detector'?: (string);
    'onlyEnabled'?: (boolean);
}
export interface AliasedLinkIDsRequest__Output {
    'detector': (string);
    'onlyEnabled': (boolean);
}
