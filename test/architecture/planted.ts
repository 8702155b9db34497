/** A small tree of files, cruised with the project's own rules: what is planted in it must be found, what is allowed must not. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CRUISER = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

const reportSchema = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

/** Which file broke which rule. */
export interface Violation {
  readonly file: string;
  readonly rule: string;
}

/** Writes the files (path → text) into a folder of their own and returns what the rules say about them. */
export async function cruise(files: Readonly<Record<string, string>>): Promise<readonly Violation[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-architecture-'));
  try {
    for (const top of ['src', 'main', 'renderer']) await mkdir(path.join(folder, top));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    for (const name of ['tsconfig.json', '.dependency-cruiser.cjs', 'package.json', 'svelte.config.js'])
      await copyFile(path.join(ROOT, name), path.join(folder, name));
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    return await report(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function report(folder: string): Promise<readonly Violation[]> {
  const args = [CRUISER, 'src', 'main', 'renderer', '--output-type', 'json'];
  return new Promise((resolve, reject) => {
    // It ends with a status other than 0 where rules are broken: its report counts, not its status.
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 }, (_ended, stdout, stderr) => {
      if (stdout === '') reject(new Error(stderr));
      else {
        const { summary } = reportSchema.parse(JSON.parse(stdout));
        resolve(summary.violations.map(({ from, rule }) => ({ file: from, rule: rule.name })));
      }
    });
  });
}
