import type { EnvironmentInfo as _o2control_EnvironmentInfo, EnvironmentInfo__Output as _o2control_EnvironmentInfo__Output } from '../o2control/EnvironmentInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface GetEnvironmentsReply {
    'frameworkId'?: (string);
    'environments'?: (_o2control_EnvironmentInfo)[];
    'timestamp'?: (number | string | Long);
}
export interface GetEnvironmentsReply__Output {
    'frameworkId': (string);
    'environments': (_o2control_EnvironmentInfo__Output)[];
    'timestamp': (string);
}
