import type { TemplateRepositories } from '../template-repositories/index.js'
import type { TemplateSource } from './dependencies.js'

/** The templates of the repositories, as the page wants them. */
export function templateSource(
  repositories: Pick<TemplateRepositories, 'list' | 'templates' | 'resolve'>,
): TemplateSource {
  return {
    resolve: async (reference) => (await repositories.resolve(reference)).file,
    list: async () => {
      const known = await repositories.list()
      const defaultRepository = known.find(({ isDefault }) => isDefault)?.name
      const templates = await repositories.templates()
      return templates.map(({ name, repo, revision, description, variables }) => ({
        reference: `${repo}/workflows/${name}@${revision}`,
        name,
        repo,
        revision,
        isDefault: repo === defaultRepository,
        description,
        variables: Object.entries(variables).map(([variable, spec]) => ({ ...spec, name: variable })),
      }))
    },
  }
}
