import type { Long } from '@grpc/proto-loader';
export interface GetActiveDetectorsReply {
    'detectors'?: (string)[];
    'timestamp'?: (number | string | Long);
}
export interface GetActiveDetectorsReply__Output {
    'detectors': (string)[];
    'timestamp': (string);
}
