import { describe, expect, it } from 'vitest'
import { IntegrationPlugins, loadIntegrationPlugins, TestPlugin } from '../../core/index.js'
import type { CallRole } from '../../core/workflow/types.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { ProbePlugin } from '../helpers/probe-plugin.js'

const logger = new MemoryLogger()
const known = { probe: () => new ProbePlugin(), testplugin: async () => new TestPlugin(logger) }

function call(func: string): CallRole {
  const layers = { defaults: {}, vars: {}, userVars: {} }
  const hook = { trigger: 'DESTROY', await: 'DESTROY', timeout: '5s', critical: true }
  return {
    kind: 'call',
    name: 'c',
    path: 't.c',
    position: { file: 't', line: 7 },
    parent: null,
    func,
    ...hook,
    ...layers,
  }
}

describe('loading', () => {
  it('makes what is named, once', async () => {
    const plugins = await loadIntegrationPlugins(['probe', 'testplugin', 'probe'], known, logger)
    expect(plugins.names).toEqual(['probe', 'testplugin'])
    expect(plugins.get('probe')).toBeInstanceOf(ProbePlugin)
    expect(plugins.get('kafka')).toBeUndefined()
  })

  it('an unknown name is an error with those that there are', async () => {
    await expect(loadIntegrationPlugins(['kafka', 'toString', 'probe'], known, logger)).rejects.toMatchObject(
      {
        code: 'PLUGIN_UNKNOWN',
        message: 'integrationPlugins: no plugin kafka, toString (known: probe, testplugin)',
      },
    )
  })
})

describe('calls', () => {
  const plugins = loadIntegrationPlugins(['probe'], known, logger)

  it('are found by plugin and function, bound to their stack', async () => {
    const stack = {}
    await (await plugins).findCall(call('probe.Fail()'), stack)()
    expect(stack).toMatchObject({ __call_error: 'probe failed' })
  })

  it.each([
    ['kafka.Note()', 'kafka.Note(): plugin kafka is not loaded'],
    ['probe.Nothing()', 'probe.Nothing(): plugin probe has no function Nothing'],
    ['probe.toString()', 'probe.toString(): plugin probe has no function toString'],
  ])('%s', async (func, message) => {
    const loaded = await plugins
    expect(() => loaded.findCall(call(func), {})).toThrow(
      expect.objectContaining({ code: 'CALL_FAILED', message }),
    )
  })

  it.each([
    ['probe.Note()', undefined],
    ['kafka.Note()', undefined],
    ['probe.Nothing()', /has no function Nothing \(it has Note, Slow, Fail, Throw, Hang\)$/],
    ['probe.Note("x")', /take no arguments$/],
  ])('%s, looked at before', async (func, problem) => {
    const found = (await plugins).findProblem(call(func))
    if (problem === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(problem)
  })
})

describe('all together', () => {
  it('are destroyed even if one throws', async () => {
    class Stubborn extends ProbePlugin {
      override destroy = async (): Promise<void> => {
        throw new Error('no')
      }
      override environmentStateChanged(): void {
        throw new Error('deaf')
      }
    }
    const probe = new ProbePlugin()
    const memory = new MemoryLogger()
    const plugins = new IntegrationPlugins(
      new Map([
        ['stubborn', new Stubborn()],
        ['probe', probe],
      ]),
      memory,
    )
    plugins.environmentStateChanged('e', 'ERROR')
    expect(probe.states).toEqual(['ERROR'])
    expect(memory.lines).toEqual(['error: told of ERROR: deaf'])
    expect((await plugins.destroy()).map(({ message }) => message)).toEqual(['no'])
  })
})

describe('testplugin', () => {
  it.each([
    [{}, undefined],
    [{ testplugin_fail: 'false' }, undefined],
    [{ testplugin_fail: 'true' }, 'error triggered in testplugin.Test call'],
  ])('Test with %j', async (vars, error) => {
    const stack: Record<string, string> = { ...vars }
    await new TestPlugin(logger).callStack(stack)['Test']?.()
    expect(stack['__call_error']).toBe(error)
  })

  it('Noop never fails', async () => {
    const stack: Record<string, string> = { testplugin_fail: 'true', testplugin_message: 'hello' }
    const memory = new MemoryLogger()
    await new TestPlugin(memory).callStack(stack)['Noop']?.()
    expect(stack['__call_error']).toBeUndefined()
    expect(memory.lines).toEqual(['info: hello'])
  })

  it('is READY from init to destroy', async () => {
    const plugin = new TestPlugin(logger)
    const states = [plugin.getConnectionState()]
    await plugin.init('x')
    states.push(plugin.getConnectionState())
    await plugin.destroy()
    expect([...states, plugin.getConnectionState()]).toEqual(['SHUTDOWN', 'READY', 'SHUTDOWN'])
  })
})
