import { Command } from 'commander'
import { withCore } from '../client/core-connection.js'
import { type CoreOptions, withCoreOptions } from '../client/core-options.js'
import { templatesTable, templateVariables } from '../client/templates-text.js'
import type { CommandContext, RunCommand } from '../context.js'
import { EXIT_OK } from '../failure.js'

interface TemplatesOptions extends CoreOptions {
  repo: string
  revision: string
  allRevisions?: boolean
  all?: boolean
  vars?: boolean
}

export function templatesCommand(choose: (run: RunCommand) => void): Command {
  return withCoreOptions(new Command('templates'))
    .option('--vars', 'their public variables too')
    .option('--repo <pattern>', 'of these repositories only; * stands for anything', '*')
    .option('--revision <pattern>', "of these branches and tags; without it, each repository's default", '')
    .option('--all-revisions', 'of all branches and tags')
    .option('--all', 'those too that are not public')
    .action((options: TemplatesOptions) => choose((context) => runTemplates(options, context)))
}

function runTemplates(options: TemplatesOptions, context: CommandContext): Promise<number> {
  const { repo, revision, allRevisions = false, all = false, vars = false, json = false } = options
  const { out, err } = context
  const request = {
    repoPattern: repo,
    revisionPattern: revision,
    allBranches: allRevisions,
    allTags: allRevisions,
    allWorkflows: all,
  }
  return withCore(options, context, async ({ client, limits }) => {
    const reply = await client.call('GetWorkflowTemplates', request, limits)
    const { workflowTemplates: templates } = reply
    if (json) out.print(JSON.stringify(reply))
    else if (templates.length === 0) err.print(`no such workflow templates at ${client.address}`)
    else if (vars) out.print(templates.map((each) => templateVariables(each, out.colors)).join('\n\n'))
    else out.print(templatesTable(templates, out.colors))
    return EXIT_OK
  })
}
