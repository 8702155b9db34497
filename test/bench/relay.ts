/**
 * `npm run bench:relay [-- --quick] [-- --only=gets,rate,connects,bulk,hold]`: through one authenticating squid (NTLM, and
 * Basic for who goes direct), side by side in one run: direct, cntlm, and our relay. Says what it is doing, prints the
 * figures, and where one misses what is wanted. The whole takes some six minutes, `--quick` one and three quarters.
 */
import { Measured, type Figures } from './relay-parts/measured.ts';
import { cpuSecondsOf, memoryOf, openFilesOf } from './relay-parts/process-facts.ts';
import { load, missingHere, startGround, type Ground, type Way } from './relay-parts/start-ways.ts';

const PARTS = ['gets', 'rate', 'connects', 'bulk', 'hold'] as const;

type Part = (typeof PARTS)[number];

const isQuick = process.argv.includes('--quick');
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const SIZES = isQuick
  ? { warm: 2, warmTunnels: 5, seconds: 4, rounds: 1, bytes: 200_000_000, tunnels: 256, holdSeconds: 8 }
  : { warm: 4, warmTunnels: 8, seconds: 8, rounds: 3, bytes: 1_000_000_000, tunnels: 1_024, holdSeconds: 60 };
/** No further load begins after it: on a machine that is too busy the figures say nothing anyway. */
const LATEST_MS = 15 * 60_000;

/** What each part asks of the load, and which figures it gives; `cpu`: seconds of the process in between. */
const LOADS: Readonly<
  Record<Part, { readonly plan: object; readonly take: (got: Figures, cpu: number, way: Way) => Figures }>
> = {
  gets: {
    plan: { mode: 'gets', clients: 16, seconds: SIZES.seconds },
    take: (got, cpu) => ({
      'gets: requests a second': at(got, 'perSecond'),
      'gets: CPU ms a request': (cpu * 1_000) / at(got, 'count'),
      'gets: p50 ms': at(got, 'p50'),
      'gets: p99 ms': at(got, 'p99'),
      'gets: failed': at(got, 'failed'),
    }),
  },
  rate: {
    plan: { mode: 'rate', clients: 16, rate: 200, seconds: SIZES.seconds },
    take: (got) => ({
      'at 200/s: p50 ms': at(got, 'p50'),
      'at 200/s: p99 ms': at(got, 'p99'),
      'at 200/s: failed': at(got, 'failed'),
    }),
  },
  connects: {
    plan: { mode: 'connects', clients: 8, seconds: SIZES.seconds },
    take: (got, cpu) => ({
      'tunnels opened a second': at(got, 'perSecond'),
      'tunnels: CPU ms each': (cpu * 1_000) / at(got, 'count'),
      'tunnels: p50 ms': at(got, 'p50'),
      'tunnels: p99 ms': at(got, 'p99'),
      'tunnels: failed': at(got, 'failed'),
    }),
  },
  bulk: {
    plan: { mode: 'bulk', bytes: SIZES.bytes },
    take: (got, cpu) => ({
      'one tunnel: MB a second': at(got, 'megabytesPerSecond'),
      'one tunnel: CPU s per GB': cpu / (SIZES.bytes / 1e9),
      'one tunnel: failed': at(got, 'failed'),
    }),
  },
  hold: {
    plan: { mode: 'hold', tunnels: SIZES.tunnels, seconds: SIZES.holdSeconds },
    take: (got, cpu, { pid }) => ({
      [`held: of ${String(SIZES.tunnels)} tunnels`]: at(got, 'good'),
      'held: CPU s': cpu,
      'held: memory MB': pid === null ? Number.NaN : memoryOf(pid, 'VmRSS'),
      'held: failed': at(got, 'failed'),
    }),
  },
};

if (missingHere.length > 0) console.log(`skipped: ${missingHere.join(' ')}`);
else {
  const ground = await startGround();
  try {
    await bench(ground);
  } finally {
    await ground.stop();
  }
}

async function bench(ground: Ground): Promise<void> {
  const measured = new Measured();
  const wanted = PARTS.filter((part) => only === undefined || only.split(',').includes(part));
  // A relay runs for days: what a runtime compiles in its first seconds of each kind of work is not what is compared.
  for (const way of ground.ways) {
    await load(way, ground.site, { mode: 'gets', clients: 8, seconds: wanted.join() === 'hold' ? 1 : SIZES.warm });
    // Few tunnels are opened in a second, each with a handshake: it takes longer until all of that is compiled.
    if (wanted.includes('connects'))
      await load(way, ground.site, { mode: 'connects', clients: 8, seconds: SIZES.warmTunnels });
  }
  for (const part of wanted) {
    // A minute of holding leaves nothing to chance, and all ways fit into the same one.
    if (part === 'hold') await Promise.all(ground.ways.map((way) => once(part, way, ground, measured)));
    else
      for (let round = 0; round < SIZES.rounds; round += 1)
        for (const way of inTurn(ground.ways, round)) await once(part, way, ground, measured);
  }
  for (const way of ground.ways) {
    if (way.pid === null) continue;
    measured.note(way.name, {
      'peak memory MB': memoryOf(way.pid, 'VmHWM'),
      'files open at the end': openFilesOf(way.pid),
    });
  }
  for (const line of measured.table()) console.log(line);
  judge(measured);
}

async function once(part: Part, way: Way, { site }: Ground, measured: Measured): Promise<void> {
  if (performance.now() > LATEST_MS) throw new Error(`not done after ${String(LATEST_MS / 60_000)} minutes`);
  const cpu = (): number => (way.pid === null ? Number.NaN : cpuSecondsOf(way.pid));
  const before = cpu();
  const got = await load(way, site, LOADS[part].plan);
  const figures = LOADS[part].take(got, cpu() - before, way);
  measured.note(way.name, figures);
  const [first] = Object.entries(figures);
  console.log(
    `  ${new Date().toISOString().slice(11, 19)} ${way.name}: ${first?.[0] ?? ''} ${first?.[1].toFixed(2) ?? ''}`,
  );
}

/** Each way is the first one now and then. */
function inTurn(ways: readonly Way[], round: number): readonly Way[] {
  const from = round % ways.length;
  return [...ways.slice(from), ...ways.slice(0, from)];
}

function at(figures: Figures, name: string): number {
  return figures[name] ?? Number.NaN;
}

/** What is wanted of the relay; each line says whether it holds. */
function judge(measured: Measured): void {
  const ratio = (relay: number, other: number): number => relay / other;
  const toCntlm = (name: string): number => measured.compared(name, 'cntlm', ratio);
  const checks: readonly (readonly [what: string, value: number, isGood: (value: number) => boolean])[] = [
    ['requests a second, at least twice cntlm’s', toCntlm('gets: requests a second'), (value) => value >= 2],
    ['p50 of small requests, at most cntlm’s', toCntlm('gets: p50 ms'), (value) => value <= 1],
    ['p99 of small requests, at most cntlm’s', toCntlm('gets: p99 ms'), (value) => value <= 1],
    ['tunnels a second, at least cntlm’s', toCntlm('tunnels opened a second'), (value) => value >= 1],
    ['MB a second, at least cntlm’s', toCntlm('one tunnel: MB a second'), (value) => value >= 1],
    ['CPU s per GB, at most twice cntlm’s', toCntlm('one tunnel: CPU s per GB'), (value) => value <= 2],
    [
      'tunnels held, all',
      measured.of('relay', `held: of ${String(SIZES.tunnels)} tunnels`) / SIZES.tunnels,
      (value) => value === 1,
    ],
    [
      'p99 at 200/s, at most 2 ms above direct',
      measured.compared('at 200/s: p99 ms', 'direct', (relay, direct) => relay - direct),
      (value) => value <= 2,
    ],
    ['peak memory, at most 150 MB', measured.of('relay', 'peak memory MB'), (value) => value <= 150],
    ['requests and tunnels of the relay that failed, none', measured.failedOf('relay'), (value) => value === 0],
  ];
  for (const [what, value, isGood] of checks) {
    if (Number.isNaN(value)) continue;
    console.log(`${isGood(value) ? 'good' : 'MISSED'}  ${what}: ${value.toFixed(2)}`);
    if (!isGood(value)) process.exitCode = 1;
  }
}
