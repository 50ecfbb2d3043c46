import type { User as _common_User, User__Output as _common_User__Output } from '../common/User.js';
export declare const _o2control_ControlEnvironmentRequest_Optype: {
    readonly NOOP: "NOOP";
    readonly START_ACTIVITY: "START_ACTIVITY";
    readonly STOP_ACTIVITY: "STOP_ACTIVITY";
    readonly CONFIGURE: "CONFIGURE";
    readonly RESET: "RESET";
    readonly GO_ERROR: "GO_ERROR";
    readonly DEPLOY: "DEPLOY";
};
export type _o2control_ControlEnvironmentRequest_Optype = 'NOOP' | 0 | 'START_ACTIVITY' | 1 | 'STOP_ACTIVITY' | 2 | 'CONFIGURE' | 3 | 'RESET' | 4 | 'GO_ERROR' | 5 | 'DEPLOY' | 6;
export type _o2control_ControlEnvironmentRequest_Optype__Output = typeof _o2control_ControlEnvironmentRequest_Optype[keyof typeof _o2control_ControlEnvironmentRequest_Optype];
export interface ControlEnvironmentRequest {
    'id'?: (string);
    'type'?: (_o2control_ControlEnvironmentRequest_Optype);
    'requestUser'?: (_common_User | null);
}
export interface ControlEnvironmentRequest__Output {
    'id': (string);
    'type': (_o2control_ControlEnvironmentRequest_Optype__Output);
    'requestUser': (_common_User__Output | null);
}
