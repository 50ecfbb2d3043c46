import type { Long } from '@grpc/proto-loader';
export interface GetAvailableDetectorsReply {
    'detectors'?: (string)[];
    'timestamp'?: (number | string | Long);
}
export interface GetAvailableDetectorsReply__Output {
    'detectors': (string)[];
    'timestamp': (string);
}
