/**
 * The direction of imports. `make lint` checks it; test/repository/imports.test.ts shows that each rule can fail.
 *
 *   bin -> all of these                     the one place that wires
 *   core -> settings, plugin/host.ts        a host of plugins, knows none of them
 *   integrated-services -> plugin/host.ts   simulations, which know no host and no Kafka
 *   events -> core/observer.ts, generated   the core's own events: what happens in it to messages; knows its types only
 *   settings -> plugin/host.ts
 *   broker -> plugin/host.ts                everything Kafka, knows no AliECS
 *   plugin -> generated                     the legacy plugin, knows no host and no Kafka client
 *   records -> generated                    what consumers read: bytes of a topic to messages
 *   metrics -> core/observer.ts, plugin/host.ts, events
 *                                           what happens, and the figures of the producers, for Prometheus
 *   template-repositories -> core, settings  where workflow templates come from, and what they ask of a user
 *   control-api -> core, settings, template-repositories, events
 *                                           the gRPC services of AliECS, server and client; knows no page
 *   page-api -> core, records, broker, metrics, settings, template-repositories
 *                                           what the page asks, over HTTP; knows no gRPC
 *   page -> page-api/schemas.ts             runs in a browser, bundled by Vite; knows the types of what it asks for, no code
 *   attach -> plugin, broker, records, generated
 *                                           the legacy messages of a core that is followed from outside
 *
 * and all of them errors.ts, excerpt.ts, file-errors.ts, go-duration.ts, timers.ts and trigger.ts. plugin/host.ts holds types only.
 */

/** Small modules that everybody may import and that import nothing of ours. */
const FOUNDATION = '^(errors|excerpt|file-errors|go-duration|timers|trigger)\\.ts$'
const PRODUCT = `^(plugin|broker|core|events|integrated-services|settings|records|metrics|template-repositories|control-api|page-api|attach|bin)/|^index\\.ts$|${FOUNDATION}`
/** Our own modules, as opposed to packages and Node's. */
const OURS = '^(?!node_modules/)[^:]+\\.(ts|js|cjs|mjs)$'

/** @param {string} folder @param {string[]} allowed */
const onlyOurs = (folder, ...allowed) => ({
  name: `${folder}-knows-only`,
  severity: 'error',
  comment: `${folder}/ imports, of this project, only itself, the foundation and ${allowed.join(', ')}`,
  from: { path: `^${folder}/` },
  to: { path: OURS, pathNot: [`^${folder}/`, FOUNDATION, ...allowed] },
})

module.exports = {
  forbidden: [
    {
      name: 'node-rdkafka-in-one-file',
      severity: 'error',
      comment:
        'Only broker/native.ts knows node-rdkafka; everybody else gets our errors and our types from it',
      from: { path: PRODUCT, pathNot: '^broker/native\\.ts$' },
      to: { path: '(^|/)node_modules/node-rdkafka/' },
    },
    onlyOurs('plugin', '^generated/'),
    {
      name: 'plugin-needs-little',
      severity: 'error',
      comment:
        'The plugin is to be embedded anywhere: google-protobuf, and pino where its host gives no logger',
      from: { path: '^plugin/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/((@types/)?google-protobuf|pino)/' },
    },
    onlyOurs('broker', '^plugin/host\\.ts$'),
    onlyOurs('integrated-services', '^plugin/host\\.ts$'),
    onlyOurs('records', '^generated/'),
    onlyOurs('settings', '^plugin/host\\.ts$'),
    onlyOurs('metrics', '^core/observer\\.ts$', '^plugin/host\\.ts$', '^events/'),
    onlyOurs('template-repositories', '^core/', '^settings/', '^plugin/host\\.ts$'),
    onlyOurs(
      'control-api',
      '^core/',
      '^settings/',
      '^template-repositories/',
      '^events/',
      '^plugin/host\\.ts$',
      '^generated/',
    ),
    onlyOurs(
      'page-api',
      '^core/',
      '^records/',
      '^broker/',
      '^metrics/',
      '^settings/',
      '^template-repositories/',
      '^plugin/host\\.ts$',
    ),
    onlyOurs('page', '^page-api/schemas\\.ts$'),
    {
      name: 'page-knows-types-only',
      severity: 'error',
      comment: 'What checks the answers stays on the server: nothing of it is bundled into the page',
      from: { path: '^page/' },
      to: { path: '^page-api/schemas\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    onlyOurs('attach', '^plugin/', '^broker/', '^records/', '^generated/'),
    onlyOurs('core', '^plugin/host\\.ts$', '^settings/'),
    onlyOurs('events', '^core/observer\\.ts$', '^plugin/host\\.ts$', '^generated/'),
    {
      name: 'events-only-hear-of-the-core',
      severity: 'error',
      comment: 'events/ is told what happens; it asks the core for nothing: types, and no code',
      from: { path: '^events/' },
      to: { path: '^core/observer\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'foundation-knows-nothing',
      severity: 'error',
      from: { path: FOUNDATION },
      to: { path: OURS },
    },
    {
      name: 'nothing-imports-bin',
      severity: 'error',
      comment:
        'bin/ reads arguments, handles signals and wires; whatever others need of it belongs elsewhere',
      from: { path: PRODUCT, pathNot: '^bin/' },
      to: { path: '^bin/' },
    },
    {
      name: 'product-without-tests',
      severity: 'error',
      from: { path: PRODUCT },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'product-without-dev-packages',
      severity: 'error',
      comment: 'What users run may import only what npm installs for them',
      from: { path: PRODUCT },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'At run time; the type of a part may name the whole that it belongs to',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that cannot be followed cannot be judged by the other rules',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^generated/'] },
    // Types count: a type import is an edge of the design too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
}
