export interface LinkIDsResponse {
    'linkIDs'?: (string)[];
}
export interface LinkIDsResponse__Output {
    'linkIDs': (string)[];
}
