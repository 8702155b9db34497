/** What a day of watching costs: `npm run bench:watch`. All looks of a day one after the other, then the waiting between them. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { composeHost } from '../../main/host/compose.ts';
import { watchComputer } from '../../main/host/watch-host.ts';
import { systemClock } from '../../src/base/clock.ts';
import { USUAL_INTERVAL_MS } from '../../src/watch/watch-settings.ts';

const DAY_MS = 86_400_000;
const LOOKS_A_DAY = DAY_MS / USUAL_INTERVAL_MS;
const WARM_UP = 40;
const IDLE_MS = 20_000;
const MOST_SHARE = 0.01;
/** The heap breathes; a leak of one look's observations (some 20 KB) would be 6 MB a day. */
const MOST_GROWTH_BYTES = 2 * 1_024 * 1_024;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
const heapBytes = (): number => {
  if (typeof collect === 'function') for (let turn = 0; turn < 4; turn += 1) Reflect.apply(collect, undefined, []);
  return process.memoryUsage().heapUsed;
};
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

const site = createServer((_request, response) => {
  response.end('hello\n');
});
site.listen(0, '127.0.0.1');
await once(site, 'listening');
const address = site.address();
const port = address === null || typeof address === 'string' ? 0 : address.port;
const folder = await mkdtemp(path.join(tmpdir(), 'throughway-bench-'));
const url = `http://127.0.0.1:${String(port)}/`;
const host = composeHost({
  env: { PATH: process.env['PATH'], THROUGHWAY_DATA_DIR: folder, THROUGHWAY_CONTROL_URLS: url },
});

let looked = (): void => undefined;
let good = 0;
const watch = watchComputer(host, {
  clock: systemClock,
  settings: { urls: [url], intervalMs: USUAL_INTERVAL_MS, quiet: null },
  input: { lang: 'en' },
  keepsHistory: true,
  tell: (event) => {
    if (event.kind === 'happened' && event.facts.kind === 'check' && event.facts.code === 'ok') good += 1;
    if (event.kind === 'state' && !event.state.isLooking) looked();
  },
  onBug: (thrown) => {
    throw thrown;
  },
});
const lookOnce = (): Promise<void> =>
  new Promise((resolve) => {
    looked = resolve;
    watch.checkNow();
  });

for (let count = 0; count < WARM_UP; count += 1) await lookOnce();
const heapBefore = heapBytes();
const cpuBefore = cpuMs();
for (let count = 0; count < LOOKS_A_DAY; count += 1) await lookOnce();
const lookingMs = cpuMs() - cpuBefore;
const grownBytes = heapBytes() - heapBefore;
const idleBefore = cpuMs();
await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
const idleMs = (cpuMs() - idleBefore) * (DAY_MS / IDLE_MS);
await watch.stop();
site.closeAllConnections();
site.close();
await rm(folder, { recursive: true, force: true });

const share = (lookingMs + idleMs) / DAY_MS;
console.log('A day of watching one address, every five minutes');
console.log(
  `  looks: ${String(LOOKS_A_DAY)}, ${(lookingMs / LOOKS_A_DAY).toFixed(1)} ms of a processor each (site included)`,
);
console.log(`  waiting in between: ${(idleMs / 1_000).toFixed(1)} s of a processor a day`);
console.log(`  together ${(100 * share).toFixed(3)} % of one core (at most ${String(100 * MOST_SHARE)} % wanted)`);
console.log(`  memory after a day: ${(grownBytes / 1_024).toFixed(0)} KB more than before (at most 2048 KB wanted)`);
if (good < LOOKS_A_DAY) console.log(`  only ${String(good)} looks went well`);
if (share > MOST_SHARE || grownBytes > MOST_GROWTH_BYTES || good < LOOKS_A_DAY) process.exitCode = 1;
