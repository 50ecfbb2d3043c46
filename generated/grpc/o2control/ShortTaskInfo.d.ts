import type { TaskDeploymentInfo as _o2control_TaskDeploymentInfo, TaskDeploymentInfo__Output as _o2control_TaskDeploymentInfo__Output } from '../o2control/TaskDeploymentInfo.js';
export interface ShortTaskInfo {
    'name'?: (string);
    'locked'?: (boolean);
    'taskId'?: (string);
    'status'?: (string);
    'state'?: (string);
    'className'?: (string);
    'deploymentInfo'?: (_o2control_TaskDeploymentInfo | null);
    'pid'?: (string);
    'sandboxStdout'?: (string);
    'claimable'?: (boolean);
    'critical'?: (boolean);
}
export interface ShortTaskInfo__Output {
    'name': (string);
    'locked': (boolean);
    'taskId': (string);
    'status': (string);
    'state': (string);
    'className': (string);
    'deploymentInfo': (_o2control_TaskDeploymentInfo__Output | null);
    'pid': (string);
    'sandboxStdout': (string);
    'claimable': (boolean);
    'critical': (boolean);
}
