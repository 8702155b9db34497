import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Native packages, and those that must find their own files; everything else is bundled so that packages stay small. */
const OUTSIDE = ['electron', 'keytar', 'kerberos', 'quickjs-wasi', 'write-file-atomic'];

/** Run twice: `--mode main` makes the desktop program and its starter, `--mode preload` the sandboxed script (CommonJS, all in one file). */
export default defineConfig(({ mode }) => ({
  publicDir: false,
  build: {
    ssr: true,
    target: 'node20',
    outDir: at('out/desktop'),
    emptyOutDir: mode === 'main',
    minify: false,
    rolldownOptions:
      mode === 'preload'
        ? {
            input: { preload: at('main/desktop/preload.ts') },
            output: { format: 'cjs', entryFileNames: '[name].cjs' },
            external: ['electron'],
          }
        : {
            input: { main: at('main/desktop/main.ts'), start: at('main/desktop/start.ts') },
            output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
            external: OUTSIDE,
          },
  },
  ssr: { noExternal: true, external: OUTSIDE },
}));
