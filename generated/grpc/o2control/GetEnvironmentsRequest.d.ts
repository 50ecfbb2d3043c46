export interface GetEnvironmentsRequest {
    'showAll'?: (boolean);
    'showTaskInfos'?: (boolean);
    'showDetailedIntegratedServices'?: (boolean);
}
export interface GetEnvironmentsRequest__Output {
    'showAll': (boolean);
    'showTaskInfos': (boolean);
    'showDetailedIntegratedServices': (boolean);
}
