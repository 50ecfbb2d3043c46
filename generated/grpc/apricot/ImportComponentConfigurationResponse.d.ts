export interface ImportComponentConfigurationResponse {
    'existingComponentUpdated'?: (boolean);
    'existingEntryUpdated'?: (boolean);
}
export interface ImportComponentConfigurationResponse__Output {
    'existingComponentUpdated': (boolean);
    'existingEntryUpdated': (boolean);
}
