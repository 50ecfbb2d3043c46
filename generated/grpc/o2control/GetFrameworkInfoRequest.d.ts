export interface GetFrameworkInfoRequest {
}
export interface GetFrameworkInfoRequest__Output {
}
