import { AliecsError } from '../errors.js'
import type { VarStack } from '../plugin/host.js'
import { parseDetectorList } from './detector-list.js'
import type { JsonObject } from './payload.js'
import type { ServiceCall } from './service-call.js'

/** What Run asks for. @throws AliecsError CALL_FAILED in the words of the original when a variable is missing */
export function runParameters(vars: VarStack): JsonObject {
  const required = (name: string, what: string): string => vars[name] ?? fault(`cannot acquire ${what}`)
  const option = required('pdp_config_option', 'PDP workflow configuration mode')
  const source = topologySource(option, required)
  const extract = vars['odc_extract_topology_resources'] ?? ''
  if (!/^(1|t|true|0|f|false|)$/i.test(extract)) fault('cannot parse odc_extract_topology_resources')
  if (/^(1|t|true)$/i.test(extract)) return { ...source, extractTopoResources: true }
  return {
    ...source,
    plugin: required('odc_plugin', 'ODC RMS plugin declaration'),
    resources: required('odc_resources', 'ODC resources declaration'),
  }
}

function topologySource(option: string, required: (name: string, what: string) => string): JsonObject {
  switch (option) {
    case 'Repository hash':
    case 'Repository path': {
      const how = 'make sure GenerateEPNWorkflowScript is called and its output is written to odc_script'
      return { script: required('odc_script', `ODC script, ${how}`) }
    }
    case 'Manual XML':
      return { topology: required('odc_topology', 'ODC topology') }
    default:
      return fault('cannot acquire valid PDP workflow configuration mode value')
  }
}

/** What devices are told before Configure. */
export function configureProperties({ vars, environmentId }: ServiceCall): JsonObject {
  const detectors = vars['detectors']
  return propertyList({
    environment_id: environmentId,
    run_type: vars['run_type'],
    lhc_period: vars['lhc_period'],
    force_run_as_raw: vars['pdp_force_run_as_raw'],
    beam_type: vars['pdp_beam_type'],
    detectors: detectors === undefined ? undefined : parseDetectorList('detectors', detectors).join(','),
    'orbit-reset-time': vars['pdp_override_run_start_time'] || undefined,
  })
}

/** What devices are told before Start and Stop. */
export function runProperties({ vars }: ServiceCall): JsonObject {
  const passedOn = Object.entries(vars).filter(
    ([name, value]) => value !== '' && /^(fill_info_\w+|run_(start|end)_time_ms)$/.test(name),
  )
  const runNumber = vars['run_number']
  return propertyList({ run_number: runNumber, runNumber, ...Object.fromEntries(passedOn) })
}

/** Sorted by key; in the original their order is random. */
function propertyList(values: Record<string, string | undefined>): JsonObject {
  const properties = Object.entries(values)
    .flatMap(([key, value]) => (value === undefined ? [] : [value === '' ? { key } : { key, value }]))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  return { properties }
}

function fault(text: string): never {
  throw new AliecsError('CALL_FAILED', text)
}
