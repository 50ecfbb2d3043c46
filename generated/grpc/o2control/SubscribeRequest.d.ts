export interface SubscribeRequest {
    'id'?: (string);
}
export interface SubscribeRequest__Output {
    'id': (string);
}
