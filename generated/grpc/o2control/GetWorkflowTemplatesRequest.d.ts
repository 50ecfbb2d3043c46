export interface GetWorkflowTemplatesRequest {
    'repoPattern'?: (string);
    'revisionPattern'?: (string);
    'allBranches'?: (boolean);
    'allTags'?: (boolean);
    'allWorkflows'?: (boolean);
}
export interface GetWorkflowTemplatesRequest__Output {
    'repoPattern': (string);
    'revisionPattern': (string);
    'allBranches': (boolean);
    'allTags': (boolean);
    'allWorkflows': (boolean);
}
