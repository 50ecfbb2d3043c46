export interface Ev_RoleEvent {
    'name'?: (string);
    'status'?: (string);
    'state'?: (string);
    'rolePath'?: (string);
    'environmentId'?: (string);
}
export interface Ev_RoleEvent__Output {
    'name': (string);
    'status': (string);
    'state': (string);
    'rolePath': (string);
    'environmentId': (string);
}
