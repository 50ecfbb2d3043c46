export interface Ev_MetaEvent_FrameworkEvent {
    'frameworkId'?: (string);
    'message'?: (string);
}
export interface Ev_MetaEvent_FrameworkEvent__Output {
    'frameworkId': (string);
    'message': (string);
}
