import type { Long } from '@grpc/proto-loader';
export interface AddRepoReply {
    'newDefaultRevision'?: (string);
    'info'?: (string);
    'timestamp'?: (number | string | Long);
}
export interface AddRepoReply__Output {
    'newDefaultRevision': (string);
    'info': (string);
    'timestamp': (string);
}
