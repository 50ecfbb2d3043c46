import type { ComponentEntriesQuery as _apricot_ComponentEntriesQuery, ComponentEntriesQuery__Output as _apricot_ComponentEntriesQuery__Output } from '../apricot/ComponentEntriesQuery.js';
export interface ListComponentEntriesRequest {
    'path'?: (string);
    'query'?: (_apricot_ComponentEntriesQuery | null);
    'queryPath'?: "path" | "query";
}
export interface ListComponentEntriesRequest__Output {
    'path'?: (string);
    'query'?: (_apricot_ComponentEntriesQuery__Output | null);
    'queryPath'?: "path" | "query";
}
