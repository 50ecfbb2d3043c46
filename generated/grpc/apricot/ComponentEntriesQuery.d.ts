import type { RunType as _apricot_RunType, RunType__Output as _apricot_RunType__Output } from '../apricot/RunType.js';
export interface ComponentEntriesQuery {
    'component'?: (string);
    'runType'?: (_apricot_RunType);
    'machineRole'?: (string);
}
export interface ComponentEntriesQuery__Output {
    'component': (string);
    'runType': (_apricot_RunType__Output);
    'machineRole': (string);
}
