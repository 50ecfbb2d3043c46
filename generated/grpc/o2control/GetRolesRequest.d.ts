export interface GetRolesRequest {
    'envId'?: (string);
    'pathSpec'?: (string);
}
export interface GetRolesRequest__Output {
    'envId': (string);
    'pathSpec': (string);
}
