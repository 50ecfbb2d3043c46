import type { CleanupTasksReply as _o2control_CleanupTasksReply, CleanupTasksReply__Output as _o2control_CleanupTasksReply__Output } from '../o2control/CleanupTasksReply.js';
import type { Long } from '@grpc/proto-loader';
export interface DestroyEnvironmentReply {
    'cleanupTasksReply'?: (_o2control_CleanupTasksReply | null);
    'timestamp'?: (number | string | Long);
}
export interface DestroyEnvironmentReply__Output {
    'cleanupTasksReply': (_o2control_CleanupTasksReply__Output | null);
    'timestamp': (string);
}
