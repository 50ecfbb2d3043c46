export interface ChannelInfo {
    'name'?: (string);
    'type'?: (string);
    'target'?: (string);
}
export interface ChannelInfo__Output {
    'name': (string);
    'type': (string);
    'target': (string);
}
