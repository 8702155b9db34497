/** Builds the child that is killed, once, and runs it. */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';

export interface KillChild {
  /** Runs it; `null` where it was killed. */
  readonly run: (verb: 'apply' | 'undo', killAt: number, planFile: string) => Promise<KillOutcome | null>;
}

interface KillOutcome {
  readonly count: number;
  readonly outcome: { readonly ok: boolean; readonly problem?: unknown } | string;
}

export async function buildKillChild(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-kill-child-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: path.join(import.meta.dirname, 'kill-child.ts'),
      outDir: folder,
      target: 'node20',
      // A library that names its temporary files after its own file is CommonJS at home.
      rolldownOptions: { output: { banner: 'const __filename = import.meta.filename;' } },
    },
  });
  return path.join(folder, 'kill-child.js');
}

export function killChild(file: string, given: { readonly env: Readonly<Record<string, string>> }): KillChild {
  return {
    run: (verb, killAt, planFile) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [file, verb, String(killAt), planFile], {
          env: given.env,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        let [out, err] = ['', ''];
        child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
        child.on('close', () => {
          if (out.includes('"count"')) resolve(JSON.parse(out.slice(out.indexOf('{"count"'))));
          else if (/^\s+at /mu.test(err)) reject(new Error(err));
          else resolve(null);
        });
      }),
  };
}
