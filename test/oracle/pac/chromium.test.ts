import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import type { Leg } from '../../../src/settings/proxy-server.ts';
import { myAddresses } from '../../../src/pac/my-addresses.ts';
import { calm, engineWith } from '../../unit/pac/pac-tools.ts';
import { coverable, coverage, generateScript } from './generate-scripts.ts';
import type { Answers, GeneratedScript } from './generate-scripts.ts';
import { startLoggingServer } from './logging-proxies.ts';
import type { LoggingServer } from './logging-proxies.ts';

const CHROMIUM = '/usr/bin/chromium';
const run = promisify(execFile);
const HOSTS = [
  'start.test',
  'www',
  'www.example.test',
  'intra.example.test',
  'a.b.example.test',
  'www.other.test',
] as const;

/** Nobody listens there: connections are refused, which is what fallback is for. */
const DEAD = 9;

/** Answers and scripts that the generator doesn't make: odd blanks, bad entries, errors, lexical entries. */
function handWritten(a: number, b: number): readonly GeneratedScript[] {
  const answers = [
    `proxy\t127.0.0.1:${String(a)}`,
    ` ;; PROXY 127.0.0.1:${String(a)} ; DIRECT`,
    `HTTP 127.0.0.1:${String(a)}; PROXY 127.0.0.1:${String(b)}`,
    `PROXY u:p@127.0.0.1:${String(a)}; PROXY 127.0.0.1:${String(b)}`,
    `PROXY 127.0.0.1:; SOCKS5 127.0.0.1:${String(b)}`,
    `SOCKS 127.0.0.1:${String(a)}`,
    `DIRECT now; PROXY 127.0.0.1:${String(b)}`,
    `PROXY http://127.0.0.1:${String(a)}; PROXY 127.0.0.1:${String(b)}`,
    `PROXY [::ffff:127.0.0.1]:${String(a)}`,
    `PROXY 127.1:${String(a)}`,
    `\nPROXY 127.0.0.1:${String(a)}; PROXY 127.0.0.1:${String(b)}`,
    `PROXY 127.0.0.1:${String(DEAD)}; PROXY 127.0.0.1:${String(a)}`,
    `PROXY 127.0.0.1:00${String(a)}`,
    '',
    'NONSENSE',
  ].map((answer) => ({
    text: `function FindProxyForURL(url, host) { return ${JSON.stringify(answer)} }`,
    covers: ['an odd answer'],
  }));
  const proxy = JSON.stringify(`PROXY 127.0.0.1:${String(a)}`);
  const scripts = [
    `const FindProxyForURL = () => ${proxy}`,
    `globalThis.FindProxyForURL = () => ${proxy}`,
    `function FindProxyForURLEx() { return ${proxy} }`,
    `function FindProxyForURL(url, host) { if (host === "www") throw 1; return ${proxy} }`,
    `function FindProxyForURL(url, host) { return host === "www" ? null : ${proxy} }`,
    `function FindProxyForURL(url, host) { return getClientVersion() ? ${proxy} : "DIRECT" }`,
    `function dnsResolve() { return "10.0.0.1" }\nfunction FindProxyForURL(url, host) { return isInNet(host, "10.0.0.0", "255.0.0.0") ? ${proxy} : "DIRECT" }`,
  ].map((text) => ({ text, covers: ['an odd script'] }));
  return [...answers, ...scripts, ...wrapping(proxy)];
}

/** Ranges that run over the end of the week, the year or the day, and their counterparts that don't, round about now. */
function wrapping(proxy: string): readonly GeneratedScript[] {
  const now = new Date();
  const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
  const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
  const day = (shift: number): string => `"${days[(now.getDay() + shift + 7) % 7] ?? ''}"`;
  const month = (shift: number): string => `"${months[(now.getMonth() + shift + 12) % 12] ?? ''}"`;
  const year = now.getFullYear();
  // Hours away from now, so that no run crosses a border of the range.
  const hour = (now.getHours() + 12) % 24;
  const ranges = [
    [
      `weekdayRange(${day(-1)}, ${day(1)})`,
      `weekdayRange(${day(1)}, ${day(-1)})`,
      `weekdayRange(${day(2)}, ${day(-2)})`,
    ],
    [`weekdayRange(${day(3)}, ${day(2)}, "GMT")`, 'weekdayRange("SAT", "SUN")', 'weekdayRange("FRI", "MON")'],
    [`dateRange(${month(-1)}, ${month(1)})`, `dateRange(${month(1)}, ${month(-1)})`, 'dateRange("NOV", "FEB")'],
    ['dateRange(25, 5)', 'dateRange(5, 25)', `dateRange(${String(year + 1)}, ${String(year - 1)})`],
    [
      `dateRange(20, ${month(1)}, 10, ${month(-1)})`,
      `dateRange(1, ${month(-1)}, 28, ${month(1)})`,
      'dateRange(24, "DEC", 6, "JAN")',
    ],
    [
      `dateRange("NOV", ${String(year)}, "FEB", ${String(year + 1)})`,
      `dateRange(1, "JAN", ${String(year + 1)}, 1, "JAN", ${String(year)})`,
      'dateRange(31)',
    ],
    [`timeRange(${String(hour)}, ${String((hour + 2) % 24)})`, 'timeRange(22, 6)', 'timeRange(18, 0, 9, 0)'],
    [
      'timeRange(23, 0, 0, 1, 0, 0)',
      `timeRange(${String((hour + 6) % 24)}, 30, ${String(hour)}, 30, "GMT")`,
      'timeRange(0, 24)',
    ],
  ] as const;
  const hosts = HOSTS.slice(2, 5);
  return ranges.map((three) => {
    const rules = three.map((range, at) => `if (host === "${hosts[at] ?? ''}") return ${range} ? ${proxy} : "DIRECT";`);
    return {
      text: `function FindProxyForURL(url, host) {\n${rules.join('\n')}\nreturn "DIRECT";\n}`,
      covers: ['a range that wraps'],
    };
  });
}

/** Known differences, each by design and documented in docs: the browser's answer is the second. */
const EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['function FindProxyForURLEx', 'Windows runs this entry, Chromium knows only FindProxyForURL'],
  ['getClientVersion', "Microsoft's function is there for scripts of Windows, Chromium throws"],
]);

describe.skipIf(!existsSync(CHROMIUM))('the same scripts in Chromium (skipped where it is not installed)', () => {
  let folder = '';
  let servers: readonly [LoggingServer, LoggingServer, LoggingServer];
  const images = HOSTS.slice(1).map((host) => `<img src="http://${host}/b/i.png">`);
  const page = (host: string): string => (host === 'start.test' ? `<!doctype html>${images.join('')}` : 'x');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chromium-'));
    servers = [await startLoggingServer(page), await startLoggingServer(page), await startLoggingServer(page)];
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  /** `host → kind port` of the first request for each host. */
  async function theirs(text: string): Promise<Readonly<Record<string, string>>> {
    const [site] = servers;
    for (const server of servers) server.seen.length = 0;
    const pac = createServer((_, response) =>
      response.setHeader('content-type', 'application/x-ns-proxy-autoconfig').end(text),
    );
    await new Promise<void>((resolve) => pac.listen(0, '127.0.0.1', resolve));
    const at = pac.address();
    const port = typeof at === 'object' && at !== null ? at.port : 0;
    const options = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
      '--no-first-run',
      `--user-data-dir=${folder}`,
      `--proxy-pac-url=http://127.0.0.1:${String(port)}/p.pac`,
      `--host-resolver-rules=MAP *.test 127.0.0.1:${String(site.port)}, MAP www 127.0.0.1:${String(site.port)}`,
      '--timeout=8000',
      '--dump-dom',
      'http://start.test/',
    ];
    await run(CHROMIUM, options, { timeout: 30_000, killSignal: 'SIGKILL' });
    pac.closeAllConnections();
    await new Promise((resolve) => pac.close(resolve));
    const routes: Record<string, string> = {};
    for (const { port: number, seen } of servers) {
      for (const { by, host } of seen) routes[host] ??= by === 'direct' ? by : `${by} ${String(number)}`;
    }
    return routes;
  }

  /** The same by our engine; a problem is DIRECT in a browser, without a word. */
  async function ours(text: string): Promise<Readonly<Record<string, string>>> {
    const engine = engineWith(
      {},
      {
        clock: systemClock,
        resolve: () => Promise.resolve(['127.0.0.1']),
        myAddresses,
      },
    );
    const script = await engine.load(text, { signal: calm });
    const routes: Record<string, string> = {};
    for (const host of HOSTS) {
      const url = host === 'start.test' ? 'http://start.test/' : `http://${host}/b/i.png`;
      const result = script.ok ? await script.value.evaluate(url, { signal: calm }) : script;
      const legs: readonly Leg[] = result.ok ? result.value.legs : [{ kind: 'direct' }];
      const first = legs.find((leg) => leg.kind === 'direct' || leg.port !== DEAD);
      routes[host] = first === undefined || first.kind === 'direct' ? 'direct' : `${first.kind} ${String(first.port)}`;
    }
    if (script.ok) await script.value.dispose();
    return routes;
  }

  it('take the same route for 72 scripts and 6 hosts', { timeout: 900_000 }, async () => {
    const [, a, b] = servers;
    const places: Answers = [
      'DIRECT',
      `PROXY 127.0.0.1:${String(a.port)}`,
      `PROXY 127.0.0.1:${String(b.port)}; DIRECT`,
      `SOCKS5 127.0.0.1:${String(a.port)}`,
      `SOCKS4 127.0.0.1:${String(b.port)}`,
      `PROXY 127.0.0.1:${String(DEAD)}; PROXY 127.0.0.1:${String(b.port)}`,
    ];
    const generated = Array.from({ length: 42 }, (_, seed) => generateScript(seed, places, 'modern'));
    const scripts = [...generated, ...handWritten(a.port, b.port)];
    const counts = coverage(scripts);
    console.log([...counts].map(([name, count]) => `${name} ${String(count)}`).join(', '));
    const differences: string[] = [];
    for (const { text } of scripts) {
      const [mine, browser] = [await ours(text), await theirs(text)];
      const excused = [...EXCEPTIONS.keys()].some((part) => text.includes(part));
      const isSame = HOSTS.every((host) => mine[host] === browser[host]);
      if (isSame === excused)
        differences.push(`ours ${JSON.stringify(mine)}\nbrowser ${JSON.stringify(browser)}\n${text}`);
    }
    expect(differences).toEqual([]);
    const old = new Set(coverable('es5'));
    expect(coverable('modern').filter((name) => !old.has(name) && !counts.has(name))).toEqual([]);
    expect(scripts.length).toBeGreaterThanOrEqual(60);
  });
});
