export interface Ev_MetaEvent_CoreStart {
    'frameworkId'?: (string);
}
export interface Ev_MetaEvent_CoreStart__Output {
    'frameworkId': (string);
}
