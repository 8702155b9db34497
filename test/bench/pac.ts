/** Loads and evaluations per second of PAC scripts: ours, pac-resolver's and pactester's, interleaved in one run. */
import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import { createPacEngine } from '../../src/pac/pac-engine.ts';

const run = promisify(execFile);
const PACTESTER = '/usr/bin/pactester';
/** Everybody has a turn in each round, so that a busy moment of the computer hits all of them. */
const ROUNDS = 3;
const TURN_MS = 300;
const URLS = Array.from({ length: 50 }, (_, at) => `http://www${String(at)}.site.test/`);

/** A script made ready by one of the peers, and asked once. */
interface Ready {
  /** Evaluates one URL after the other for about so long. @returns how many a second */
  turn(ms: number): Promise<number>;
  end(): Promise<void>;
}

interface Peer {
  readonly name: string;
  readonly load: (text: string) => Promise<Ready>;
}

/** Rules that are all looked at. With `dns` a name of the hosts file is asked first, so that no network is measured. */
function rules(count: number, dns: boolean): string {
  const ask = dns
    ? '  if (isInNet(dnsResolve("localhost"), "10.0.0.0", "255.0.0.0")) return "PROXY in.test:3128";'
    : '';
  const lines = Array.from(
    { length: count },
    (_, at) =>
      `  if (shExpMatch(host, "*.branch${String(at)}.example.test")) return "PROXY p${String(at % 9)}.test:3128";`,
  );
  return ['function FindProxyForURL(url, host) {', ask, ...lines, '  return "PROXY rest.test:3128; DIRECT";', '}'].join(
    '\n',
  );
}

function oneByOne(ask: (url: string) => Promise<unknown>): Ready['turn'] {
  return async (ms) => {
    const sinceMs = performance.now();
    let count = 0;
    for (; performance.now() - sinceMs < ms; count += 1) await ask(URLS[count % URLS.length] ?? '');
    return (count * 1000) / (performance.now() - sinceMs);
  };
}

const systemLookup = async (name: string): Promise<readonly string[]> => [(await lookup(name, { family: 4 })).address];

/** Ours, one URL after the other, or `side by side` as `pac eval` of a list does it. */
function ours(name: string, sideBySide: number): Peer {
  const engine = createPacEngine({
    clock: systemClock,
    resolve: systemLookup,
    myAddresses: () => Promise.resolve(['127.0.0.1']),
  });
  return {
    name,
    async load(text) {
      const { signal } = new AbortController();
      const script = await engine.load(text, { signal });
      if (!script.ok) throw new Error(script.problem.kind);
      const { value } = script;
      const ask = async (url: string): Promise<void> => {
        const result = await value.evaluate(url, { signal });
        if (!result.ok) throw new Error(result.problem.kind);
      };
      const many = async (url: string): Promise<void> => {
        await Promise.all(Array.from({ length: sideBySide }, () => ask(url)));
      };
      const turn = oneByOne(sideBySide === 1 ? ask : many);
      await ask(URLS[0] ?? '');
      return { turn: async (ms) => sideBySide * (await turn(ms)), end: () => value.dispose() };
    },
  };
}

/** pac-resolver with the engine it asks for; `null` where test/bench/peers is not installed. */
async function pacResolver(): Promise<Peer | null> {
  const peers = fileURLToPath(new URL('./peers/', import.meta.url));
  if (!existsSync(join(peers, 'node_modules/pac-resolver'))) return null;
  const require = createRequire(join(peers, 'package.json'));
  const { createPacResolver } = await import(/* @vite-ignore */ pathToFileURL(require.resolve('pac-resolver')).href);
  const { QuickJS } = await import(/* @vite-ignore */ pathToFileURL(require.resolve('quickjs-wasi')).href);
  const wasm = await readFile(join(peers, 'node_modules/quickjs-wasi/quickjs.wasm'));
  return {
    name: 'pac-resolver',
    async load(text) {
      const vm = await QuickJS.create(wasm);
      const find = createPacResolver(vm, text);
      await find(URLS[0]);
      return { turn: oneByOne((url) => find(url)), end: () => Promise.resolve(vm.dispose()) };
    },
  };
}

/** pactester keeps a script for a list of URLs; the time of a list of one is taken off that of a longer list. */
const pactester: Peer = {
  name: 'pactester',
  async load(text) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const [pac, urls] = [join(folder, 'p.pac'), join(folder, 'urls')];
    const timed = async (count: number): Promise<number> => {
      await writeFile(urls, Array.from({ length: count }, (_, at) => `${URLS[at % URLS.length] ?? ''}\n`).join(''));
      const sinceMs = performance.now();
      await run(PACTESTER, ['-p', pac, '-f', urls, '-c', '127.0.0.1'], { maxBuffer: 1 << 26 });
      return performance.now() - sinceMs;
    };
    await writeFile(pac, text);
    const startMs = await timed(1);
    return {
      async turn(ms) {
        const perUrlMs = Math.max(0.001, ((await timed(4)) - startMs) / 3);
        const count = Math.max(4, Math.min(5_000, Math.round(ms / perUrlMs)));
        return (count * 1000) / Math.max(1, (await timed(count + 1)) - startMs);
      },
      end: () => rm(folder, { recursive: true }),
    };
  },
};

interface Measured {
  readonly loadMs: number;
  readonly perSecond: number;
}

/** Loads a script and asks it for one URL, in each round; the warm turns then take place side by side. */
async function measure(peers: readonly Peer[], text: string): Promise<readonly Measured[]> {
  const loads = peers.map((): number[] => []);
  const rates = peers.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, peer] of peers.entries()) {
      const sinceMs = performance.now();
      const ready = await peer.load(text);
      loads[at]?.push(performance.now() - sinceMs);
      await ready.end();
    }
  }
  const ready: Ready[] = [];
  try {
    for (const peer of peers) ready.push(await peer.load(text));
    for (const one of ready) await one.turn(TURN_MS);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [at, one] of ready.entries()) rates[at]?.push(await one.turn(TURN_MS));
    }
  } finally {
    for (const one of ready) await one.end();
  }
  return peers.map((_, at) => ({ loadMs: median(loads[at] ?? []), perSecond: median(rates[at] ?? []) }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Measures everything and prints a line for each script and peer: medians of three rounds. */
export async function benchPac(print: (line: string) => void): Promise<void> {
  const resolver = await pacResolver();
  if (resolver === null) print('pac-resolver: skipped, as test/bench/peers is not installed (npm install there)');
  const hasPactester = existsSync(PACTESTER);
  if (!hasPactester) print('pactester: skipped, as libpacparser1 is not installed');
  const peers = [
    ours('throughway', 1),
    ours('throughway, a list', 64),
    ...(resolver === null ? [] : [resolver]),
    ...(hasPactester ? [pactester] : []),
  ];
  print(`${'script'.padEnd(26)}${'with'.padEnd(20)}${'load ms'.padStart(9)}${'a second'.padStart(12)}`);
  for (const [count, dns] of [
    [200, false],
    [200, true],
    [10_000, false],
    [10_000, true],
  ] as const) {
    const label = `${String(count)} rules${dns ? ', a name asked' : ''}`;
    const measured = await measure(peers, rules(count, dns));
    for (const [at, { loadMs, perSecond }] of measured.entries()) {
      const rate = perSecond.toFixed(perSecond < 100 ? 1 : 0);
      print(
        `${label.padEnd(26)}${(peers[at]?.name ?? '').padEnd(20)}${loadMs.toFixed(1).padStart(9)}${rate.padStart(12)}`,
      );
    }
  }
}
