/** Runs a TypeScript script of this project with the tools that are there anyway: `node test/run-script.mjs FILE [ARGS]`. */
import path from 'node:path';
import { runnerImport } from 'vite';

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('name the script to run');
await runnerImport(path.resolve(file), { logLevel: 'warn', configFile: false, oxc: { target: 'node20' } });
