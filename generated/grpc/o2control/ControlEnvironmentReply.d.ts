import type { Long } from '@grpc/proto-loader';
export interface ControlEnvironmentReply {
    'id'?: (string);
    'state'?: (string);
    'currentRunNumber'?: (number);
    'startOfTransition'?: (number | string | Long);
    'endOfTransition'?: (number | string | Long);
    'transitionDuration'?: (number | string | Long);
    'timestamp'?: (number | string | Long);
}
export interface ControlEnvironmentReply__Output {
    'id': (string);
    'state': (string);
    'currentRunNumber': (number);
    'startOfTransition': (string);
    'endOfTransition': (string);
    'transitionDuration': (string);
    'timestamp': (string);
}
