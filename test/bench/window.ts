/** Measures the window: its start, a diagnosis in it beside one on the command line, and the size of its page. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { checkOnce, CLI, openGround, serve } from './window-host.ts';

const ROUNDS = 7;
const ASSETS = path.resolve(CLI, '../../renderer/assets');

const ground = await openGround();
const starts: number[] = [];
const inWindow: number[] = [];
const onCommandLine: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const served = await serve(ground);
  starts.push(served.usableMs);
  inWindow.push(await checkOnce(served.page, ground.siteUrl));
  await served[Symbol.asyncDispose]();
  const begun = performance.now();
  const child = spawn(process.execPath, [CLI, 'diagnose', ground.siteUrl, '--json'], {
    env: ground.env,
    stdio: 'ignore',
  });
  await once(child, 'exit');
  onCommandLine.push(performance.now() - begun);
}
await ground[Symbol.asyncDispose]();

const gzip = readdirSync(ASSETS).map((name) => gzipSync(readFileSync(path.join(ASSETS, name))).length);
print('start to usable page', starts);
print('first check in window', inWindow);
print('the same, command line', onCommandLine);
process.stdout.write(`page, all files        ${(gzip.reduce((a, b) => a + b, 0) / 1000).toFixed(1)} kB gzip\n`);

function print(what: string, values: readonly number[]): void {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  process.stdout.write(
    `${what.padEnd(22)} median ${middle.toFixed(0)} ms, ${(sorted[0] ?? 0).toFixed(0)} to ${(sorted.at(-1) ?? 0).toFixed(0)}\n`,
  );
}
