/** Loads and evaluations per second of PAC scripts, beside pac-resolver and pactester. Prints one table. */
import { execFile } from 'node:child_process';
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
const MEASURE_MS = 1_500;
const URLS = Array.from({ length: 50 }, (_, at) => `http://www${String(at)}.site.test/`);

/** One way to run scripts. `prepare` loads and returns what evaluates one URL. */
interface Runner {
  readonly name: string;
  readonly prepare: (
    text: string,
  ) => Promise<{ readonly ask: (url: string) => Promise<unknown>; readonly end: () => Promise<void> }>;
}

function rules(count: number, dns: boolean): string {
  const lines = Array.from(
    { length: count },
    (_, at) =>
      `  if (shExpMatch(host, "*.branch${String(at)}.example.test")) return "PROXY p${String(at % 9)}.test:3128";`,
  );
  const ask = dns ? '  if (isInNet(host, "10.0.0.0", "255.0.0.0")) return "PROXY in.test:3128";' : '';
  return ['function FindProxyForURL(url, host) {', ask, ...lines, '  return "PROXY rest.test:3128; DIRECT";', '}'].join(
    '\n',
  );
}

const ours: Runner = {
  name: 'throughway',
  async prepare(text) {
    const engine = createPacEngine({
      clock: systemClock,
      resolve: () => Promise.resolve(['127.0.0.1']),
      myAddresses: () => Promise.resolve(['127.0.0.1']),
    });
    const { signal } = new AbortController();
    const script = await engine.load(text, { signal });
    if (!script.ok) throw new Error(script.problem.kind);
    const { value } = script;
    return { ask: (url) => value.evaluate(url, { signal }), end: () => value.dispose() };
  },
};

/** pac-resolver with its own engine; `null` where test/bench/peers is not installed. */
async function peer(): Promise<Runner | null> {
  const peers = fileURLToPath(new URL('./peers/', import.meta.url));
  if (!existsSync(join(peers, 'node_modules/pac-resolver'))) return null;
  const require = createRequire(join(peers, 'package.json'));
  const { createPacResolver } = await import(pathToFileURL(require.resolve('pac-resolver')).href);
  const { QuickJS } = await import(pathToFileURL(require.resolve('quickjs-wasi')).href);
  const wasm = await readFile(require.resolve('quickjs-wasi/quickjs.wasm'));
  return {
    name: 'pac-resolver',
    async prepare(text) {
      const vm = await QuickJS.create(wasm);
      const find = createPacResolver(vm, text);
      return { ask: (url) => find(url), end: () => Promise.resolve(vm.dispose()) };
    },
  };
}

async function measure(runner: Runner, text: string): Promise<{ readonly loadMs: number; readonly perSecond: number }> {
  await (await runner.prepare(text)).end();
  const beginMs = performance.now();
  const { ask, end } = await runner.prepare(text);
  await ask(URLS[0] ?? '');
  const loadMs = performance.now() - beginMs;
  const sinceMs = performance.now();
  let count = 0;
  for (; performance.now() - sinceMs < MEASURE_MS; count += 1) await ask(URLS[count % URLS.length] ?? '');
  const perSecond = (count * 1000) / (performance.now() - sinceMs);
  await end();
  return { loadMs, perSecond };
}

/** pactester keeps its script for a list of URLs, so its load and its rate come from two lists of unlike length. */
async function measurePactester(text: string): Promise<{ readonly loadMs: number; readonly perSecond: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const timed = async (count: number): Promise<number> => {
    await writeFile(
      join(folder, 'urls'),
      Array.from({ length: count }, (_, at) => `${URLS[at % URLS.length] ?? ''}\n`).join(''),
    );
    const sinceMs = performance.now();
    await run(PACTESTER, ['-p', join(folder, 'p.pac'), '-f', join(folder, 'urls'), '-c', '127.0.0.1'], {
      maxBuffer: 1 << 26,
    });
    return performance.now() - sinceMs;
  };
  try {
    await writeFile(join(folder, 'p.pac'), text);
    const [few, many] = [await timed(1), await timed(101)];
    return { loadMs: few, perSecond: 100_000 / Math.max(0.1, many - few) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Measures everything and prints a line for each script and runner. */
export async function benchPac(print: (line: string) => void): Promise<void> {
  const resolver = await peer();
  if (resolver === null) print('pac-resolver: skipped, as test/bench/peers is not installed (npm install there)');
  if (!existsSync(PACTESTER)) print('pactester: skipped, as libpacparser1 is not installed');
  print(`${'script'.padEnd(28)}${'with'.padEnd(16)}${'load ms'.padStart(9)}${'a second'.padStart(12)}`);
  for (const [count, dns] of [
    [200, false],
    [200, true],
    [10_000, false],
    [10_000, true],
  ] as const) {
    const text = rules(count, dns);
    const label = `${String(count)} rules${dns ? ', a name each' : ''}`;
    const line = (name: string, { loadMs, perSecond }: { loadMs: number; perSecond: number }): void => {
      print(
        `${label.padEnd(28)}${name.padEnd(16)}${loadMs.toFixed(1).padStart(9)}${perSecond.toFixed(perSecond < 100 ? 1 : 0).padStart(12)}`,
      );
    };
    line(ours.name, await measure(ours, text));
    if (resolver !== null) line(resolver.name, await measure(resolver, text));
    // Its names come from the system's resolver, so only scripts without one compare.
    if (existsSync(PACTESTER) && !dns) line('pactester', await measurePactester(text));
  }
}
