import { folderTemplates } from './folder-templates.js'
import type { Revision, TemplateRepository, TemplateSource } from './repository.js'

/** The one revision of what is under no version control. */
const LOCAL: Revision = { name: 'local', kind: 'folder', commit: null }

/** A folder of templates, read anew each time. */
export class FolderRepository implements TemplateRepository {
  readonly name: string
  readonly origin: string

  constructor(name: string, folder: string) {
    this.name = name
    this.origin = folder
  }

  async revisions(): Promise<Revision[]> {
    return [LOCAL]
  }

  async findRevision(name: string): Promise<Revision | undefined> {
    return name === LOCAL.name ? LOCAL : undefined
  }

  templates(): Promise<TemplateSource[]> {
    return folderTemplates(this.origin)
  }

  async refresh(): Promise<void> {
    await folderTemplates(this.origin)
  }
}
