/**
 * Many checks in one window: whether its page and the program behind it hold on to more with every check.
 * `-- N` for another number than 200.
 *
 * Judged is only what is left after a collection; before one, the memory of a program that leaks nothing moves by tens of
 * megabytes either way. What the program takes from the system comes first: a snapshot of its heap would raise that for good.
 */
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { inspectorAddress, withPage, withProgram } from './inspectors.ts';
import { collect, liveBytes } from './live-heap.ts';
import { checkOnce, openGround, serve } from './window-host.ts';

const CHECKS = Number(process.argv.at(-1)) || 200;
/** Checks that come before: meanwhile code is compiled, caches fill, and V8 grows its spaces to what a run needs. */
const WARM_UP = 100;
const SAMPLES = 20;
/** What the last third of the run may take from the system beside the first. */
const RESIDENT = 1.1;
/** Checks between two snapshots of the heaps; by then the history and all caches have come to their limits. */
const BETWEEN_SNAPSHOTS = 100;
/** Bytes that a check may leave behind: less than one observation, of which a run keeps dozens. */
const LEFT_BEHIND = 200;
/** In which the allocator gives freed pages back. */
const SETTLE_MS = 200;

const ground = await openGround();
const served = await serve(ground, { isInspected: true });
const address = await inspectorAddress(served.errors);

await check(WARM_UP);
const resident: number[] = [];
for (let sample = 0; sample < SAMPLES; sample += 1) {
  await check(Math.max(1, Math.round(CHECKS / SAMPLES)));
  await withProgram(address, collect);
  await setTimeout(SETTLE_MS);
  resident.push(residentBytes(served.pid));
}
const before = await live();
await check(BETWEEN_SNAPSHOTS);
const after = await live();
await served[Symbol.asyncDispose]();
await ground[Symbol.asyncDispose]();

const verdicts = [
  compareResident(resident),
  compareLive('page', before.page, after.page),
  compareLive('program', before.program, after.program),
];
process.exitCode = verdicts.every(Boolean) ? 0 : 1;

async function check(times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) await checkOnce(served.page, ground.siteUrl);
}

async function live(): Promise<{ readonly page: number; readonly program: number }> {
  return { page: await withPage(served.page, liveBytes), program: await withProgram(address, liveBytes) };
}

function compareLive(what: string, first: number, last: number): boolean {
  const left = (last - first) / BETWEEN_SNAPSHOTS;
  process.stdout.write(
    `${what}, live after a collection: ${mega(first)}, ${mega(last)} after ${String(BETWEEN_SNAPSHOTS)} more checks: ${left.toFixed(0)} bytes a check\n`,
  );
  return left <= LEFT_BEHIND;
}

function compareResident(values: readonly number[]): boolean {
  const third = Math.floor(values.length / 3);
  const [first, last] = [median(values.slice(0, third)), median(values.slice(-third))];
  process.stdout.write(
    `program, resident after a collection: ${mega(first)} in the first third of ${String(CHECKS)} checks, ${mega(last)} in the last: ${(last / first).toFixed(3)} times\n`,
  );
  return last / first <= RESIDENT;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function mega(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

function residentBytes(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ');
  return Number(pages) * 4096;
}
