import type { RoleInfo as _o2control_RoleInfo, RoleInfo__Output as _o2control_RoleInfo__Output } from '../o2control/RoleInfo.js';
export interface RoleInfo {
    'name'?: (string);
    'status'?: (string);
    'state'?: (string);
    'fullPath'?: (string);
    'taskIds'?: (string)[];
    'roles'?: (_o2control_RoleInfo)[];
    'defaults'?: ({
        [key: string]: string;
    });
    'vars'?: ({
        [key: string]: string;
    });
    'userVars'?: ({
        [key: string]: string;
    });
    'consolidatedStack'?: ({
        [key: string]: string;
    });
    'description'?: (string);
}
export interface RoleInfo__Output {
    'name': (string);
    'status': (string);
    'state': (string);
    'fullPath': (string);
    'taskIds': (string)[];
    'roles': (_o2control_RoleInfo__Output)[];
    'defaults': ({
        [key: string]: string;
    });
    'vars': ({
        [key: string]: string;
    });
    'userVars': ({
        [key: string]: string;
    });
    'consolidatedStack': ({
        [key: string]: string;
    });
    'description': (string);
}
