export {
  type OfferedTemplate,
  type RepositoryInfo,
  type ResolvedTemplate,
  TemplateRepositories,
  type TemplateRepositoriesOptions,
  type TemplatesQuery,
} from './template-repositories.js'
