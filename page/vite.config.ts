import { defineConfig } from 'vite'

/** Where `npm run dev:page` finds a core; a browser comes to the same origin then. */
const CORE = 'http://127.0.0.1:32180'

export default defineConfig({
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // no data: URLs, which the Content-Security-Policy of the page refuses
  },
  server: { proxy: { '/api': { target: CORE, changeOrigin: true } } },
})
