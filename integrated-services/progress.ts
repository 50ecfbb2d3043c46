import type { OperationStatus } from '../plugin/host.js'

/** How far an operation has come, and the step of it that an event is about. */
export type Progress = readonly [operation: OperationStatus, step: OperationStatus]

/** The operation begins with this step. */
export const BEGIN: Progress = ['STARTED', 'STARTED']
/** It goes on with this step. */
export const NEXT: Progress = ['ONGOING', 'STARTED']
export const GOING_ON: Progress = ['ONGOING', 'ONGOING']
/** The step ended, and the operation goes on. */
export const STEP_OK: Progress = ['ONGOING', 'DONE_OK']
export const STEP_ERROR: Progress = ['ONGOING', 'DONE_ERROR']
export const STEP_TIMEOUT: Progress = ['ONGOING', 'DONE_TIMEOUT']
/** The operation ended with this step. */
export const OK: Progress = ['DONE_OK', 'DONE_OK']
export const ERROR: Progress = ['DONE_ERROR', 'DONE_ERROR']
export const TIMEOUT: Progress = ['DONE_TIMEOUT', 'DONE_TIMEOUT']
