import type { TaskInfo as _o2control_TaskInfo, TaskInfo__Output as _o2control_TaskInfo__Output } from '../o2control/TaskInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface GetTaskReply {
    'task'?: (_o2control_TaskInfo | null);
    'timestamp'?: (number | string | Long);
}
export interface GetTaskReply__Output {
    'task': (_o2control_TaskInfo__Output | null);
    'timestamp': (string);
}
