/** How soon the built command line is there, and how much memory a diagnosis takes: `benchStartup(console.log)`. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { watchProcess } from '../lab/observe-process.ts';

const CLI = process.env['THROUGHWAY_LAB_CLI'] ?? path.resolve('out/cli/throughway.js');
const RUNS = 15;
const MOST_MEGABYTES = 120;

/** Prints start-up beside Node's own, and the peak memory of a diagnosis. Returns whether the memory is as wanted. */
export async function benchStartup(print: (line: string) => void): Promise<boolean> {
  if (!existsSync(CLI)) {
    print('skipped: the command line is not built (npm run build:cli)');
    return true;
  }
  const node: number[] = [];
  const own: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    node.push(timed(['-e', '']));
    own.push(timed([CLI, '--version']));
  }
  print('start-up of the command line');
  print(`  node -e ''            median ${median(node).toFixed(0).padStart(5)} ms`);
  print(
    `  throughway --version  median ${median(own).toFixed(0).padStart(5)} ms   ${(median(own) / median(node)).toFixed(2)} times node alone`,
  );
  const megabytes = await peakOfDiagnosis();
  print(
    `  memory of a healthy diagnosis: ${megabytes.toFixed(0)} MB at most (at most ${String(MOST_MEGABYTES)} wanted, ${(megabytes / MOST_MEGABYTES).toFixed(2)} of that)`,
  );
  return megabytes <= MOST_MEGABYTES;
}

function timed(args: readonly string[]): number {
  const begun = performance.now();
  spawnSync(process.execPath, [...args], { stdio: 'ignore', timeout: 20_000 });
  return performance.now() - begun;
}

async function peakOfDiagnosis(): Promise<number> {
  const site = createServer((request, response) => {
    response.writeHead(request.url === '/generate_204' ? 204 : 200, { 'content-type': 'text/plain' });
    response.end(request.url === '/generate_204' ? undefined : 'hello\n');
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const address = site.address();
  const url = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}/`;
  try {
    const env = { ...process.env, THROUGHWAY_CONTROL_URLS: `${url}generate_204` };
    const child = spawn(process.execPath, [CLI, 'diagnose', '--json', url], { stdio: 'ignore', env });
    const watch = watchProcess(child.pid ?? 0);
    await once(child, 'exit');
    watch.stop();
    return watch.peakMegabytes();
  } finally {
    site.closeAllConnections();
    site.close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
