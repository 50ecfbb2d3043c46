import type { TestProject } from 'vitest/node'
import { type ServicesInfo, SharedServices } from './shared-services.js'

declare module 'vitest' {
  export interface ProvidedContext {
    services: ServicesInfo
  }
}

/** Vitest calls this once per run, before any test file. Nothing is started yet: a run of pure tests is quick. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = new SharedServices(process.env)
  project.provide('services', await services.open())
  return () => services.close()
}
