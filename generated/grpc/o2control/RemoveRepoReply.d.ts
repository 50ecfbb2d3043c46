import type { Long } from '@grpc/proto-loader';
export interface RemoveRepoReply {
    'newDefaultRepo'?: (string);
    'timestamp'?: (number | string | Long);
}
export interface RemoveRepoReply__Output {
    'newDefaultRepo': (string);
    'timestamp': (string);
}
