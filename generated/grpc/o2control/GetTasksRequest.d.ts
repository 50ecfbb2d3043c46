export interface GetTasksRequest {
}
export interface GetTasksRequest__Output {
}
