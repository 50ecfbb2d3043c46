export const VIEWS = ['environments', 'new', 'control', 'kafka', 'runs'] as const
export type ViewName = (typeof VIEWS)[number]

export interface Route {
  view: ViewName
  /** Of an environment, where the view shows one. */
  id: string | null
}

/** `#/control/2rE9AV3m1HL`; what is not known leads to the environments. */
export function parseRoute(hash: string): Route {
  const [name = '', id = ''] = hash.replace(/^#\/?/, '').split('/')
  const view = VIEWS.find((known) => known === name)
  return view === undefined ? { view: 'environments', id: null } : { view, id: id === '' ? null : decode(id) }
}

export function routeTo(view: ViewName, id: string | null = null): string {
  return id === null ? `#/${view}` : `#/${view}/${encodeURIComponent(id)}`
}

/** A hand-written address may hold anything. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
