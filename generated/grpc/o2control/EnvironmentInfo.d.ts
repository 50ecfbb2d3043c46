import type { ShortTaskInfo as _o2control_ShortTaskInfo, ShortTaskInfo__Output as _o2control_ShortTaskInfo__Output } from '../o2control/ShortTaskInfo.js';
import type { Long } from '@grpc/proto-loader';
export interface EnvironmentInfo {
    'id'?: (string);
    'createdWhen'?: (number | string | Long);
    'state'?: (string);
    'tasks'?: (_o2control_ShortTaskInfo)[];
    'rootRole'?: (string);
    'currentRunNumber'?: (number);
    'defaults'?: ({
        [key: string]: string;
    });
    'vars'?: ({
        [key: string]: string;
    });
    'userVars'?: ({
        [key: string]: string;
    });
    'numberOfFlps'?: (number);
    'includedDetectors'?: (string)[];
    'description'?: (string);
    'numberOfHosts'?: (number);
    'integratedServicesData'?: ({
        [key: string]: string;
    });
    'numberOfTasks'?: (number);
    'currentTransition'?: (string);
    'numberOfActiveTasks'?: (number);
    'numberOfInactiveTasks'?: (number);
}
export interface EnvironmentInfo__Output {
    'id': (string);
    'createdWhen': (string);
    'state': (string);
    'tasks': (_o2control_ShortTaskInfo__Output)[];
    'rootRole': (string);
    'currentRunNumber': (number);
    'defaults': ({
        [key: string]: string;
    });
    'vars': ({
        [key: string]: string;
    });
    'userVars': ({
        [key: string]: string;
    });
    'numberOfFlps': (number);
    'includedDetectors': (string)[];
    'description': (string);
    'numberOfHosts': (number);
    'integratedServicesData': ({
        [key: string]: string;
    });
    'numberOfTasks': (number);
    'currentTransition': (string);
    'numberOfActiveTasks': (number);
    'numberOfInactiveTasks': (number);
}
