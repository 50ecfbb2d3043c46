export { type CallExpression, parseCallExpression } from './call-expression.js'
export { readTruth } from './enabled.js'
export type { TemplateFunction, TemplateFunctions, Variables } from './evaluate.js'
export { type LoadOptions, loadWorkflow } from './load-workflow.js'
export { readTemplateInfo, type TemplateInfo } from './read-template-info.js'
export { createTemplateFunctions, type FunctionSources, type Inventory } from './template-functions.js'
export type {
  AggregatorRole,
  CallRole,
  Role,
  SourcePosition,
  TaskRole,
  VariableSpec,
  Workflow,
} from './types.js'
export type { Value } from './value.js'
export { consolidatedStack, flattenLayers, mergeLayers, type VarLayers } from './var-stack.js'
