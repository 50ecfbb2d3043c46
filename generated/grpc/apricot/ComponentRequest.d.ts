import type { ComponentQuery as _apricot_ComponentQuery, ComponentQuery__Output as _apricot_ComponentQuery__Output } from '../apricot/ComponentQuery.js';
export interface ComponentRequest {
    'path'?: (string);
    'query'?: (_apricot_ComponentQuery | null);
    'processTemplate'?: (boolean);
    'varStack'?: ({
        [key: string]: string;
    });
    'queryPath'?: "path" | "query";
}
export interface ComponentRequest__Output {
    'path'?: (string);
    'query'?: (_apricot_ComponentQuery__Output | null);
    'processTemplate': (boolean);
    'varStack': ({
        [key: string]: string;
    });
    'queryPath'?: "path" | "query";
}
