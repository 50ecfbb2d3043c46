import type { Empty } from '#generated/grpc/o2control/Empty.js'
import type { GetWorkflowTemplatesReply } from '#generated/grpc/o2control/GetWorkflowTemplatesReply.js'
import type { GetWorkflowTemplatesRequest__Output } from '#generated/grpc/o2control/GetWorkflowTemplatesRequest.js'
import type { ListReposReply } from '#generated/grpc/o2control/ListReposReply.js'
import type { ListReposRequest__Output } from '#generated/grpc/o2control/ListReposRequest.js'
import type { RefreshReposRequest__Output } from '#generated/grpc/o2control/RefreshReposRequest.js'
import type { ControlDependencies } from './dependencies.js'
import { varSpec } from './var-spec.js'

export async function listRepos(
  { getRevisions }: ListReposRequest__Output,
  { templates, clock }: ControlDependencies,
): Promise<ListReposReply> {
  const repos = await templates.list({ revisions: getRevisions })
  return {
    repos: repos.map(({ name, isDefault, defaultRevision, revisions }) => ({
      name,
      default: isDefault,
      defaultRevision,
      revisions,
    })),
    globalDefaultRevision: repos[0]?.defaultRevision ?? '',
    timestamp: clock(),
  }
}

export async function getWorkflowTemplates(
  query: GetWorkflowTemplatesRequest__Output,
  { templates, clock }: ControlDependencies,
): Promise<GetWorkflowTemplatesReply> {
  const found = await templates.templates(query)
  return {
    workflowTemplates: found.map(({ name, repo, revision, description, variables }) => ({
      repo,
      template: name,
      revision,
      varSpecMap: Object.fromEntries(Object.entries(variables).map(([key, spec]) => [key, varSpec(spec)])),
      description,
    })),
    timestamp: clock(),
  }
}

export async function refreshRepos(
  { index }: RefreshReposRequest__Output,
  { templates }: ControlDependencies,
): Promise<Empty> {
  await templates.refresh(index)
  return {}
}
