/**
 * Answers of a core, made comparable with recorded ones of another run.
 * The user's side of what is left out is docs/differences.md, "The control interface".
 */

/** Values are texts, empty ones too; entries are there for their names. */
const MAPS = ['defaults', 'vars', 'userVars', 'integratedServicesData', 'services']
/** Of nodes and processes, which are simulated here; `data`, which the original leaves empty. */
const NOT_COMPARED = ['agentId', 'executorId', 'offerId', 'pid', 'sandboxStdout', 'data']
/** A count of FairMQ clean-ups in the original; its test plugin was not loaded; versions differ. */
const NOT_ENTRIES = ['__fmq_cleanup_count', 'testplugin', 'version']
/** What another run has other values for; that they are there is compared. */
const VARYING = ['id', 'taskId', 'environment_id', 'frameworkId', 'framework_id', 'configurationEndpoint']

/** Without what is not compared and what has its default value, which the recordings leave out. */
export function comparable(value: unknown, name = '', isMap = false): unknown {
  if (Array.isArray(value)) return value.map((item) => comparable(item, name))
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).flatMap(([key, member]) => {
      if (NOT_COMPARED.includes(key) || NOT_ENTRIES.includes(key)) return []
      if (!isMap && isDefault(member)) return []
      return [[key, comparable(member, key, MAPS.includes(key))] as const]
    })
    return Object.fromEntries(members)
  }
  if (name === 'currentRunNumber') return 'run number'
  return typeof value === 'string' ? comparableText(value, name) : value
}

function comparableText(text: string, name: string): string {
  if (text === '') return ''
  if (VARYING.includes(name)) return name
  if (['runNumber', 'run_number', 'last_run_number'].includes(name)) return 'run number'
  if (name === 'className' || name === 'name') {
    return text.replace(/^.*\/tasks\/([^@]+)@\w+/, '$1').replace(/#.+$/, '#task')
  }
  if (name === 'endpoint') return 'endpoint'
  if (name === 'transitionDuration') return 'duration'
  if (/^\d{13}$/.test(text)) return 'time'
  if (name === 'detectors' && text.startsWith('[')) {
    return JSON.stringify((JSON.parse(text) as string[]).sort())
  }
  return text
}

function isDefault(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0
  return value === '' || value === '0' || value === 0 || value === false || value === null
}
