export type { ControlOutcome } from './control.js'
export type { DestroyOptions } from './destruction.js'
export type { Environment } from './environment.js'
export { EnvironmentManager, type EnvironmentManagerOptions } from './environment-manager.js'
export type { EnvironmentVars } from './environment-vars.js'
export {
  CLIENT_EVENTS,
  type ClientEvent,
  clientEventsIn,
  STATES,
  type State,
  type TransitionEvent,
} from './fsm.js'
export { newId } from './identifiers.js'
export { IntegrationPlugins, loadIntegrationPlugins, type PluginFactory } from './integration-plugins.js'
export type {
  CreationMode,
  CreationStep,
  EnvironmentEvent,
  EnvironmentHappening,
  EnvironmentObserver,
  RequestUser,
  TeardownStep,
} from './observer.js'
export type { CreateRequest, RehearsedCreation } from './preparation.js'
export type { RoleState, RoleStatus } from './role-states.js'
export { describeStep } from './scenario/describe.js'
export { type LoadedScenario, parseScenario } from './scenario/parse.js'
export {
  runScenario,
  type ScenarioHost,
  type ScenarioResult,
  type StepResult,
  templateFile,
} from './scenario/runner.js'
export type { Scenario, ScenarioStep } from './scenario/schema.js'
export {
  type CoreLimits,
  DEFAULT_LIMITS,
  type DetectorInventory,
  type LoadWorkflow,
  type ReadRuntimeVars,
  type RunNumberSource,
} from './services.js'
export type { TaskFault } from './simulated-faults.js'
export { SimulatedTasks, type SimulatedTasksOptions } from './simulated-tasks.js'
export type { Task, TaskCommand, TaskEvent, TaskState, TaskStatus, TaskTransition } from './task.js'
export type { TaskListener, TaskManager } from './task-manager.js'
export { TestPlugin } from './test-plugin.js'
