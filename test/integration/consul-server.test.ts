import { expect, test } from 'vitest'
import { describeWithConsul, randomName } from '../helpers/services.js'

describeWithConsul('the Consul of this run', (address) => {
  test('gives back what was put', async () => {
    const url = `http://${address()}/v1/kv/${randomName('aliecs-kafka')}`
    const put = await fetch(url, { method: 'PUT', body: 'true' })
    expect(await put.text()).toMatch(/^true/)
    const got = await fetch(`${url}?raw`)
    expect(await got.text()).toBe('true')
    await fetch(url, { method: 'DELETE' })
    expect((await fetch(url)).status).toBe(404)
  })
})
