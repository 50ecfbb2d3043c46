export interface RunNumberResponse {
    'runNumber'?: (number);
}
export interface RunNumberResponse__Output {
    'runNumber': (number);
}
