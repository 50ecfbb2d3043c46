export interface AliasedLinkIDsResponse {
    'aliasedLinkIDs'?: (string)[];
}
export interface AliasedLinkIDsResponse__Output {
    'aliasedLinkIDs': (string)[];
}
