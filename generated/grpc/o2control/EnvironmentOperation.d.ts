export declare const _o2control_EnvironmentOperation_Optype: {
    readonly NOOP: "NOOP";
    readonly REMOVE_ROLE: "REMOVE_ROLE";
    readonly ADD_ROLE: "ADD_ROLE";
};
export type _o2control_EnvironmentOperation_Optype = 'NOOP' | 0 | 'REMOVE_ROLE' | 3 | 'ADD_ROLE' | 4;
export type _o2control_EnvironmentOperation_Optype__Output = typeof _o2control_EnvironmentOperation_Optype[keyof typeof _o2control_EnvironmentOperation_Optype];
export interface EnvironmentOperation {
    'type'?: (_o2control_EnvironmentOperation_Optype);
    'roleName'?: (string);
}
export interface EnvironmentOperation__Output {
    'type': (_o2control_EnvironmentOperation_Optype__Output);
    'roleName': (string);
}
