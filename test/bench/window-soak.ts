/** Many checks in one window: what its page and the program behind it hold on to. `-- N` for another number than 200. */
import { readFileSync } from 'node:fs';
import { checkOnce, heapAfterCollection, openGround, serve } from './window-host.ts';

const CHECKS = Number(process.argv.at(-1)) || 200;
const STEP = Math.max(1, Math.round(CHECKS / 10));
/** Growth after the first tenth that is still called flat: caches fill, timers are rounded. */
const FLAT = 1.15;

const ground = await openGround();
const served = await serve(ground);
const heaps: number[] = [];
for (let check = 1; check <= CHECKS; check += 1) {
  await checkOnce(served.page, ground.siteUrl);
  if (check % STEP !== 0) continue;
  const heap = await heapAfterCollection(served.page);
  heaps.push(heap);
  process.stdout.write(
    `${String(check).padStart(4)} checks: page ${mega(heap)}, program ${mega(residentBytes(served.pid))}\n`,
  );
}
await served[Symbol.asyncDispose]();
await ground[Symbol.asyncDispose]();
const growth = (heaps.at(-1) ?? 0) / (heaps[0] ?? 1);
process.stdout.write(`page: ${growth.toFixed(3)} times what it held after ${String(STEP)} checks\n`);
process.exitCode = growth <= FLAT ? 0 : 1;

function mega(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(2)} MB`;
}

function residentBytes(pid: number): number {
  const [, pages = '0'] = readFileSync(`/proc/${String(pid)}/statm`, 'utf8').split(' ');
  return Number(pages) * 4096;
}
