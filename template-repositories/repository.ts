/** What a template is called in lists, and how to read it. */
export interface TemplateSource {
  /** The file's name without `.yaml`. */
  name: string
  /** For messages. */
  place: string
  /** Another one whenever the text may be another one. */
  version: string
  text(): Promise<string>
  /** A file that holds the text, made where there is none. */
  file(): Promise<string>
}

export interface Revision {
  name: string
  kind: 'branch' | 'tag' | 'commit' | 'folder'
  /** Null where the files are read as they stand in the folder. */
  commit: string | null
}

/** Where workflow templates come from. What cannot be read is AliecsError TEMPLATE_REPOSITORY. */
export interface TemplateRepository {
  name: string
  /** The folder or the URL, for messages. */
  origin: string
  /** The default one first, then branches and tags by name; empty where there is nothing yet. */
  revisions(): Promise<Revision[]>
  /** One that has no name too: by its commit. */
  findRevision(name: string): Promise<Revision | undefined>
  /** By name. */
  templates(revision: Revision): Promise<TemplateSource[]>
  /** Brings what is new at its source. */
  refresh(): Promise<void>
}

/** For names: as Go and git sort, whatever the language of the machine. */
export function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
