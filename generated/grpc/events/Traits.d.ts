export interface Traits {
    'trigger'?: (string);
    'await'?: (string);
    'timeout'?: (string);
    'critical'?: (boolean);
}
export interface Traits__Output {
    'trigger': (string);
    'await': (string);
    'timeout': (string);
    'critical': (boolean);
}
