/** Builds the command line: one CommonJS entry and its chunks, everything inside but native and WebAssembly packages. */
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
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
    writeBundle({ dir = outDir }) {
      writeFileSync(path.join(dir, 'package.json'), '{ "type": "commonjs" }\n');
    },
  };
}

/** A build replaces the file that npm made executable when it linked it; `npx throughway` runs it as a program. */
function executableEntry(): Plugin {
  return {
    name: 'executable-entry',
    writeBundle({ dir = outDir }) {
      chmodSync(path.join(dir, 'throughway.js'), 0o755);
    },
  };
}

/** Runs the built files once, so that later runs find their code compiled (main/cli/code-cache.ts). They work without it. */
function codeCache(): Plugin {
  return {
    name: 'code-cache',
    writeBundle({ dir = outDir }) {
      for (const purpose of ['check', 'window']) {
        const { status } = spawnSync(process.execPath, [path.join(dir, 'record-code-cache.js'), purpose], {
          stdio: ['ignore', 'ignore', 'inherit'],
          timeout: 20_000,
        });
        if (status !== 0)
          this.warn(`the code cache (${purpose}) was not made; the program starts more slowly without it`);
      }
    },
  };
}

export default defineConfig({
  plugins: [commonJsFolder(), executableEntry(), codeCache()],
  ssr: { noExternal: true, external: ['keytar', 'kerberos', 'quickjs-wasi', 'electron'], target: 'node' },
  build: {
    ssr: true,
    outDir,
    emptyOutDir: true,
    target: 'node20',
    minify: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        throughway: path.resolve(import.meta.dirname, 'main/cli/throughway.ts'),
        'record-code-cache': path.resolve(import.meta.dirname, 'main/cli/record-code-cache.ts'),
      },
      output: {
        format: 'cjs',
        banner: (chunk) => (chunk.isEntry ? '#!/usr/bin/env node' : ''),
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
      },
    },
  },
});
