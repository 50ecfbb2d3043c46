import type { ComponentQuery as _apricot_ComponentQuery, ComponentQuery__Output as _apricot_ComponentQuery__Output } from '../apricot/ComponentQuery.js';
export interface ImportComponentConfigurationRequest {
    'query'?: (_apricot_ComponentQuery | null);
    'payload'?: (string);
    'newComponent'?: (boolean);
}
export interface ImportComponentConfigurationRequest__Output {
    'query': (_apricot_ComponentQuery__Output | null);
    'payload': (string);
    'newComponent': (boolean);
}
