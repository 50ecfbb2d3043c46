import type { IntegratedServiceEvent, IntegrationPlugin } from '../plugin/host.js'
import { DcsService } from './dcs.js'
import { DdschedService } from './ddsched.js'
import { OdcService } from './odc.js'
import { SimulatedService, type SimulatedServiceOptions } from './simulated-service.js'
import { TrgService } from './trg.js'

const SERVICES = { dcs: DcsService, ddsched: DdschedService, odc: OdcService, trg: TrgService }

/** What `integrationPlugins` calls them. */
export type IntegratedServiceName = keyof typeof SERVICES

export interface IntegratedServicesOptions extends Omit<SimulatedServiceOptions, 'emit'> {
  emit: (service: IntegratedServiceName, event: IntegratedServiceEvent) => void
}

/** How each simulated service comes to life, for the core's loader of plugins. */
export function integratedServices({
  emit,
  ...options
}: IntegratedServicesOptions): Record<IntegratedServiceName, () => IntegrationPlugin> {
  const make = (name: IntegratedServiceName) => () =>
    new SimulatedService(new SERVICES[name](), { ...options, emit: (event) => emit(name, event) })
  return { dcs: make('dcs'), ddsched: make('ddsched'), odc: make('odc'), trg: make('trg') }
}
