import type { Long } from '@grpc/proto-loader';
export interface ComponentResponseWithLastIndex {
    'payload'?: (string);
    'lastIndex'?: (number | string | Long);
}
export interface ComponentResponseWithLastIndex__Output {
    'payload': (string);
    'lastIndex': (string);
}
