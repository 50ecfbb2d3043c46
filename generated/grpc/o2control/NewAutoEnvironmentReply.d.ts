import type { Long } from '@grpc/proto-loader';
export interface NewAutoEnvironmentReply {
    'timestamp'?: (number | string | Long);
}
export interface NewAutoEnvironmentReply__Output {
    'timestamp': (string);
}
