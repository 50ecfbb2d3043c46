import { basename } from 'node:path'

/** Names become paths and parts of references. */
const NAME = /^[\w.~+-]+(\/[\w.~+-]+)*$/

/**
 * `https://github.com/AliceO2Group/ControlWorkflows.git` → `github.com/AliceO2Group/ControlWorkflows`; of a `file://` the
 * last part.
 *
 * @returns undefined where it has none that can be used
 */
export function nameOfUrl(url: string): string | undefined {
  const scheme = /^[a-z]+:\/\//i.exec(url)?.[0] ?? ''
  const address = url.slice(scheme.length).replace(/^[^/@]*@/, '')
  // A port that is not a number is part of a password.
  if (scheme !== '' && /^[^/:]*:(?!\d+(\/|$))/.test(address)) return undefined
  const path = address
    .replace(/^([^/:]+):\d+\//, '$1/')
    .replace(/^([^/:]+):/, '$1/')
    .replace(/(\/|\.git)+$/, '')
  const name = /^file:/i.test(url) || url.startsWith('/') ? basename(path) : path
  return NAME.test(name) && !name.split('/').some((part) => part === '..' || part === '.') ? name : undefined
}

/** Of the folder that holds `workflows`, or the templates themselves. */
export function nameOfFolder(root: string): string {
  return basename(root) || 'workflows'
}
