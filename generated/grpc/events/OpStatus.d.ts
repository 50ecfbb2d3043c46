export declare const OpStatus: {
    readonly NULL: "NULL";
    readonly STARTED: "STARTED";
    readonly ONGOING: "ONGOING";
    readonly DONE_OK: "DONE_OK";
    readonly DONE_ERROR: "DONE_ERROR";
    readonly DONE_TIMEOUT: "DONE_TIMEOUT";
};
export type OpStatus = 'NULL' | 0 | 'STARTED' | 1 | 'ONGOING' | 2 | 'DONE_OK' | 3 | 'DONE_ERROR' | 4 | 'DONE_TIMEOUT' | 5;
export type OpStatus__Output = typeof OpStatus[keyof typeof OpStatus];
