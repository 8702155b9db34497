import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The page: one bundle, the same for the desktop window and for browser mode. */
export default defineConfig({
  root: fileURLToPath(new URL('renderer', import.meta.url)),
  base: './',
  plugins: [svelte({ configFile: fileURLToPath(new URL('svelte.config.js', import.meta.url)) })],
  build: {
    outDir: fileURLToPath(new URL('out/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'es2023',
    // The security policy allows no data: addresses for scripts, and fonts are the system's own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // That compiling components takes most of the time is known.
      checks: { bundlerTimings: false },
      output: {
        codeSplitting: {
          // What the words need comes with the window, not after them.
          groups: [{ name: 'words', test: /src\/messages\/(?:format|cause-text)\.ts$/u }],
        },
      },
    },
  },
});
