export interface CleanupTasksRequest {
    'taskIds'?: (string)[];
}
export interface CleanupTasksRequest__Output {
    'taskIds': (string)[];
}
