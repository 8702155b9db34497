// Runs one TypeScript file of the lab under plain Node: `node test/lab/start.mjs run.ts …`.
import { fileURLToPath } from 'node:url';
import { createServer, createServerModuleRunner } from 'vite';

const [file = 'run.ts', ...argv] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const runner = createServerModuleRunner(server.environments.ssr, { hmr: false });
try {
  const { main } = await runner.import(fileURLToPath(new URL(file, import.meta.url)));
  process.exitCode = await main(argv);
} finally {
  await server.close();
}
process.exit();
