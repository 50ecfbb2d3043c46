/** `<repository>/workflows/<template>@<revision>`, of which coconut leaves out `workflows/`; what is left out is null. */
export interface TemplateReference {
  repo: string | null
  template: string
  revision: string | null
}

/** @returns null where it is no reference */
export function parseReference(text: string): TemplateReference | null {
  const [, repo, template, revision] =
    /^(?:([^@]+?)(?:\/workflows)?\/)?([^/@]+?)(?:\.yaml)?(?:@(.+))?$/s.exec(text) ?? []
  if (template === undefined) return null
  return { repo: repo ?? null, template, revision: revision ?? null }
}

export function formatReference(repo: string, template: string, revision: string): string {
  return `${repo}/workflows/${template}@${revision}`
}
