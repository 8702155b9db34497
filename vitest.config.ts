/** One project for each kind of test; `node test/run.mjs` runs them as stages, `npx vitest run test/unit/auth` a part. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['test/unit/renderer/**'],
          // They share no state, so that modules are loaded once for all of them: a third of the time.
          isolate: false,
          // property tests share two cores with whatever else runs
          testTimeout: 30_000,
        },
      },
      {
        plugins: [svelte({ configFile: 'svelte.config.js' })],
        // without it the server half of Svelte is taken, which can't mount anything
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', environment: 'jsdom', include: ['test/unit/renderer/**/*.test.ts'] },
      },
      {
        test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], testTimeout: 60_000 },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          // real servers on a shared machine may be starved: one more try, from a fresh start, before it counts
          retry: 1,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: { name: 'oracle', include: ['test/oracle/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        // networks are built anew for the second try as well
        test: { name: 'lab', include: ['test/lab/**/*.test.ts'], retry: 1 },
      },
    ],
  },
});
