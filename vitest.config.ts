import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/{fixtures,helpers}/**', 'test/{golden,services}/**'],
    globalSetup: 'test/services/global-setup.ts',
    reporters: ['default', './test/helpers/summary-reporter.ts'],
    server: { deps: { external: [/\/generated\//] } }, // CommonJS that is no strict code: left to Node
    expect: { requireAssertions: true }, // a loop over nothing is no test
    pool: 'forks', // the native addon does not load in worker threads
    maxWorkers: 2, // several files start a broker of their own, half a gigabyte each
    // Tests wait for conditions, not for time: these limits only end what hangs, on the slowest machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
  },
})
