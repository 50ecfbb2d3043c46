import type { Long } from '@grpc/proto-loader';
export interface SetRepoDefaultRevisionReply {
    'info'?: (string);
    'timestamp'?: (number | string | Long);
}
export interface SetRepoDefaultRevisionReply__Output {
    'info': (string);
    'timestamp': (string);
}
