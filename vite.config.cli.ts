/** Builds the command line: one CommonJS entry and its chunks, everything inside but native and WebAssembly packages. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const outDir = path.resolve(import.meta.dirname, 'out/cli');

/**
 * CommonJS, although the project is ESM: loading ES modules uses libuv's thread pool, which must not exist before
 * `prepareProcess` has set its size; and it starts sooner.
 */
function commonJsFolder(): Plugin {
  return {
    name: 'commonjs-folder',
    writeBundle() {
      writeFileSync(path.join(outDir, 'package.json'), '{ "type": "commonjs" }\n');
    },
  };
}

export default defineConfig({
  plugins: [commonJsFolder()],
  ssr: { noExternal: true, external: ['keytar', 'kerberos', 'quickjs-wasi', 'electron'], target: 'node' },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { throughway: path.resolve(import.meta.dirname, 'main/cli/throughway.ts') },
      output: {
        format: 'cjs',
        banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
      },
    },
  },
});
