import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    server: { deps: { external: [/\/generated\//] } }, // CommonJS, and not in strict mode
    pool: 'forks', // the native addon does not load in worker threads
  },
})
