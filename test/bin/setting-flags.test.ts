import { describe, expect, it } from 'vitest'
import { flagOf, infoOf, SETTING_KEYS } from '../../settings/index.js'
import { runCommand } from '../helpers/run-command.js'

describe.each(['core', 'simulate'])('the help of %s', (command) => {
  it('says what a value of each setting looks like', async () => {
    const help = (await runCommand([command, '--help'])).stdout.join('\n')
    for (const key of SETTING_KEYS) expect(help).toContain(`\n  ${flagOf(key)} <${infoOf(key).placeholder}> `)
    expect(help).toMatch(/--kafka-endpoints <host:port,…> +Kafka brokers/)
    expect(help).toMatch(/--enable-kafka <true\|false> +Whether/)
    expect(help).toMatch(/--shutdown-timeout-ms <ms> +How long/)
    expect(help).not.toContain('<value>')
  })
})
