export interface TaskDeploymentInfo {
    'hostname'?: (string);
    'agentId'?: (string);
    'offerId'?: (string);
    'executorId'?: (string);
}
export interface TaskDeploymentInfo__Output {
    'hostname': (string);
    'agentId': (string);
    'offerId': (string);
    'executorId': (string);
}
