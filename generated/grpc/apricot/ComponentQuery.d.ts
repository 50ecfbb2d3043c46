import type { RunType as _apricot_RunType, RunType__Output as _apricot_RunType__Output } from '../apricot/RunType.js';
export interface ComponentQuery {
    'component'?: (string);
    'runType'?: (_apricot_RunType);
    'machineRole'?: (string);
    'entry'?: (string);
}
export interface ComponentQuery__Output {
    'component': (string);
    'runType': (_apricot_RunType__Output);
    'machineRole': (string);
    'entry': (string);
}
