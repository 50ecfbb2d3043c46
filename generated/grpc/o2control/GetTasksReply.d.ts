import type { ShortTaskInfo as _o2control_ShortTaskInfo, ShortTaskInfo__Output as _o2control_ShortTaskInfo__Output } from '../o2control/ShortTaskInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface GetTasksReply {
    'tasks'?: (_o2control_ShortTaskInfo)[];
    'timestamp'?: (number | string | Long);
}
export interface GetTasksReply__Output {
    'tasks': (_o2control_ShortTaskInfo__Output)[];
    'timestamp': (string);
}
