export interface CommandInfo {
    'env'?: (string)[];
    'shell'?: (boolean);
    'value'?: (string);
    'arguments'?: (string)[];
    'user'?: (string);
}
export interface CommandInfo__Output {
    'env': (string)[];
    'shell': (boolean);
    'value': (string);
    'arguments': (string)[];
    'user': (string);
}
