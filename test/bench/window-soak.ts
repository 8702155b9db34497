/** Many checks in one window: what its page and the program behind it hold on to. `-- N` for another number than 200. */
import { readFileSync } from 'node:fs';
import { checkOnce, heapAfterCollection, openGround, serve } from './window-host.ts';

const CHECKS = Number(process.argv.at(-1)) || 200;
const SAMPLES = 30;
/** Checks that come before: meanwhile code is compiled, caches fill, and V8 grows its spaces to what a run needs. */
const WARM_UP = 200;
/** What the last third may hold beside the first, and still be called flat. */
const FLAT = 1.05;

const ground = await openGround();
const served = await serve(ground);
const pages: number[] = [];
const programs: number[] = [];
for (let check = 1; check <= WARM_UP; check += 1) await checkOnce(served.page, ground.siteUrl);
for (let check = 1; check <= CHECKS; check += 1) {
  await checkOnce(served.page, ground.siteUrl);
  if (Math.floor((check * SAMPLES) / CHECKS) === Math.floor(((check - 1) * SAMPLES) / CHECKS)) continue;
  pages.push(await heapAfterCollection(served.page));
  programs.push(residentBytes(served.pid));
  process.stdout.write(
    `${String(check).padStart(4)} checks: page ${mega(pages.at(-1) ?? 0)}, program ${mega(programs.at(-1) ?? 0)}\n`,
  );
}
await served[Symbol.asyncDispose]();
await ground[Symbol.asyncDispose]();
const isFlat = [compare('page, JavaScript after a collection', pages), compare('program, resident', programs)].every(
  Boolean,
);
process.exitCode = isFlat ? 0 : 1;

function compare(what: string, values: readonly number[]): boolean {
  const third = Math.floor(values.length / 3);
  const [first, second, last] = [0, third, 2 * third].map((from) => mean(values.slice(from, from + third)));
  if (first === undefined || second === undefined || last === undefined) return false;
  const growth = last / first;
  process.stdout.write(
    `${what}: ${[first, second, last].map(mega).join(', ')} in its thirds, ${growth.toFixed(3)} times from the first to the last\n`,
  );
  return growth <= FLAT;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function mega(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

function residentBytes(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ');
  return Number(pages) * 4096;
}
