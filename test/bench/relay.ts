/**
 * `npm run bench:relay [-- --quick]`: through one authenticating squid (NTLM, and Basic for who goes direct), side by side
 * in one run: direct, cntlm, and our relay. Prints the figures, and where one misses what is wanted.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../lab/auth/launch.ts';
import { makeNtlmHelper, ntlmAuthIsMissing } from '../lab/servers/samba.ts';
import { squidIsMissing, startSquid } from '../lab/servers/squid.ts';

const CNTLM = '/usr/sbin/cntlm';
const CLI = path.resolve(process.env['THROUGHWAY_CLI'] ?? 'out/cli/throughway.js');
const LOAD = path.resolve('test/bench/load');
const ACCOUNT = { user: 'bob', domain: 'LAB', password: 'secret' };
const CLOCK_TICKS = 100;

const isQuick = process.argv.includes('--quick');
const only = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const SIZES = isQuick
  ? { warm: 2, seconds: 4, rounds: 1, bytes: 200_000_000, tunnels: 256, holdSeconds: 8 }
  : { warm: 5, seconds: 10, rounds: 3, bytes: 1_000_000_000, tunnels: 1_024, holdSeconds: 60 };

/** A way to the site that is measured. */
interface Way {
  readonly name: 'direct' | 'cntlm' | 'relay';
  readonly port: number;
  readonly authorization?: string;
  /** The process in between, whose memory and processor time count; `null` for the direct way. */
  readonly pid: number | null;
}

type Figures = Record<string, number>;

const missing = [
  ...(squidIsMissing === null ? [] : [squidIsMissing]),
  ...(ntlmAuthIsMissing === null ? [] : [ntlmAuthIsMissing]),
  ...(existsSync(CNTLM) ? [] : ['cntlm is not installed (Debian package cntlm).']),
  ...(existsSync(CLI) ? [] : ['The command line is not built yet: run "npm run build:cli".']),
];
if (missing.length > 0) console.log(`skipped: ${missing.join(' ')}`);
else await bench();

async function bench(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-relay-'));
  const helper = makeNtlmHelper(ACCOUNT);
  const children: ChildProcess[] = [];
  const squid = await startSquid({
    auth: [
      { scheme: 'ntlm', helper: helper.helper },
      { scheme: 'basic', users: [ACCOUNT] },
    ],
    configLines: [
      'auth_param ntlm children 64 startup=16 idle=8',
      'auth_param basic credentialsttl 1 hour',
      'max_filedescriptors 16384',
      'access_log none',
    ],
  });
  try {
    const origin = start(process.execPath, [path.join(LOAD, 'origin.mjs')], children);
    const site = `127.0.0.1:${String((await firstLine(origin)).port)}`;
    const cntlm = await startCntlm(folder, squid.port, children);
    const relay = await startRelay(folder, squid.port, children);
    const basic = `Basic ${Buffer.from(`${ACCOUNT.user}:${ACCOUNT.password}`).toString('base64')}`;
    const ways: readonly Way[] = [
      { name: 'direct', port: squid.port, authorization: basic, pid: null },
      { name: 'cntlm', ...cntlm },
      { name: 'relay', ...relay },
    ];
    const figures: Record<Way['name'], Figures> = { direct: {}, cntlm: {}, relay: {} };
    const wanted = (part: string): boolean => only === undefined || only.split(',').includes(part);

    const measure = async (
      part: string,
      plan: object,
      take: (way: Way, got: Figures, cpuSeconds: number) => Figures,
    ) => {
      if (!wanted(part)) return;
      for (let round = 0; round < SIZES.rounds; round += 1) {
        for (const way of ways) {
          const cpuBefore = cpuSecondsOf(way.pid);
          const got = await load(way, site, plan);
          const taken = take(way, got, cpuSecondsOf(way.pid) - cpuBefore);
          for (const [name, value] of Object.entries(taken)) {
            (rounds[part] ??= { direct: {}, cntlm: {}, relay: {} })[way.name][name] ??= [];
            rounds[part][way.name][name]?.push(value);
          }
        }
      }
    };
    const rounds: Record<string, Record<Way['name'], Record<string, number[]>>> = {};

    for (const way of ways) await load(way, site, { mode: 'gets', clients: 8, seconds: SIZES.warm });
    await measure('gets', { mode: 'gets', clients: 16, seconds: SIZES.seconds }, (_way, got) => ({
      'requests a second': got['perSecond'] ?? Number.NaN,
      'p50 ms': got['p50'] ?? Number.NaN,
      'p99 ms': got['p99'] ?? Number.NaN,
      failed: got['failed'] ?? Number.NaN,
    }));
    await measure('rate', { mode: 'rate', clients: 16, rate: 200, seconds: SIZES.seconds }, (_way, got) => ({
      'p50 ms at 200/s': got['p50'] ?? Number.NaN,
      'p99 ms at 200/s': got['p99'] ?? Number.NaN,
      failed: got['failed'] ?? Number.NaN,
    }));
    await measure('connects', { mode: 'connects', clients: 8, seconds: SIZES.seconds }, (_way, got, cpu) => ({
      'tunnels opened a second': got['perSecond'] ?? Number.NaN,
      'CPU ms a tunnel': (cpu * 1_000) / (got['count'] ?? Number.NaN),
      'p50 ms': got['p50'] ?? Number.NaN,
      'p99 ms': got['p99'] ?? Number.NaN,
      failed: got['failed'] ?? Number.NaN,
    }));
    await measure('bulk', { mode: 'bulk', bytes: SIZES.bytes }, (_way, got, cpu) => ({
      'MB a second in one tunnel': got['megabytesPerSecond'] ?? Number.NaN,
      'CPU s per GB': cpu / (SIZES.bytes / 1e9),
      failed: got['failed'] ?? Number.NaN,
    }));
    await measure('hold', { mode: 'hold', tunnels: SIZES.tunnels, seconds: SIZES.holdSeconds }, (way, got, cpu) => ({
      [`of ${String(SIZES.tunnels)} tunnels held`]: got['good'] ?? Number.NaN,
      'CPU s': cpu,
      'memory MB': memoryOf(way.pid),
      failed: got['failed'] ?? Number.NaN,
    }));
    for (const [part, byWay] of Object.entries(rounds)) {
      for (const [name, lists] of Object.entries(byWay)) {
        for (const [what, values] of Object.entries(lists)) figures[wayName(name)][`${part}: ${what}`] = median(values);
      }
    }
    figures.cntlm['peak memory MB'] = peakMemoryOf(cntlm.pid);
    figures.relay['peak memory MB'] = peakMemoryOf(relay.pid);
    show(figures);
    judge(figures);
  } finally {
    for (const child of children) child.kill('SIGTERM');
    await squid.stop();
    helper.stop();
    await sleep(200);
    rmSync(folder, { recursive: true, force: true });
  }
}

function wayName(text: string): Way['name'] {
  return text === 'cntlm' || text === 'relay' ? text : 'direct';
}

function start(program: string, args: readonly string[], children: ChildProcess[], env = process.env): ChildProcess {
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'inherit'], env });
  children.push(child);
  return child;
}

async function firstLine(child: ChildProcess): Promise<{ readonly port?: number; readonly listening?: string }> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return JSON.parse(text.split('\n')[0] ?? '{}');
}

async function startCntlm(folder: string, proxyPort: number, children: ChildProcess[]) {
  const port = await freePort();
  const file = path.join(folder, 'cntlm.conf');
  const lines = [
    `Username ${ACCOUNT.user}`,
    `Domain ${ACCOUNT.domain}`,
    `Password ${ACCOUNT.password}`,
    'Auth NTLMv2',
    `Proxy 127.0.0.1:${String(proxyPort)}`,
    `Listen 127.0.0.1:${String(port)}`,
    'NoProxy localhost.nowhere',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  // It writes a line for each request to standard error.
  const child = spawn(CNTLM, ['-f', '-c', file], { stdio: 'ignore' });
  children.push(child);
  await untilListening(port);
  return { port, pid: child.pid ?? null };
}

async function startRelay(folder: string, proxyPort: number, children: ChildProcess[]) {
  const env = { ...process.env, THROUGHWAY_DATA_DIR: path.join(folder, 'data') };
  const proxy = `http://127.0.0.1:${String(proxyPort)}`;
  const args = [
    CLI,
    'relay',
    '--quiet',
    '--proxy',
    proxy,
    '--user',
    `${ACCOUNT.domain}\\${ACCOUNT.user}`,
    '--password-stdin',
  ];
  const child = start(process.execPath, args, children, env);
  child.stdin?.end(`${ACCOUNT.password}\n`);
  const { listening = '' } = await firstLine(child);
  return { port: Number(listening.split(':').at(-1)), pid: child.pid ?? null };
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => {
        resolve(false);
      });
    });
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`nobody listens on port ${String(port)}`);
}

/** Runs one load in a process of its own. */
async function load(way: Way, site: string, plan: object): Promise<Figures> {
  const given = {
    ...plan,
    port: way.port,
    site,
    url: `http://${site}/small`,
    ...(way.authorization === undefined ? {} : { authorization: way.authorization }),
  };
  const child = spawn(process.execPath, [path.join(LOAD, 'generate.mjs'), JSON.stringify(given)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  await sleep(300);
  return JSON.parse(text);
}

function cpuSecondsOf(pid: number | null): number {
  if (pid === null) return Number.NaN;
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

function memoryOf(pid: number | null): number {
  return statusMegabytes(pid, 'VmRSS');
}

function peakMemoryOf(pid: number | null): number {
  return statusMegabytes(pid, 'VmHWM');
}

function statusMegabytes(pid: number | null, name: string): number {
  if (pid === null) return Number.NaN;
  const line = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(name));
  return Number(/(\d+)/.exec(line ?? '')?.[1]) / 1_024;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function show(figures: Record<Way['name'], Figures>): void {
  const names = [...new Set(Object.values(figures).flatMap((one) => Object.keys(one)))];
  const cell = (value: number | undefined): string =>
    (value === undefined || Number.isNaN(value) ? '–' : value.toFixed(value >= 100 ? 0 : 2)).padStart(10);
  console.log(`${''.padEnd(44)}${['direct', 'cntlm', 'relay'].map((name) => name.padStart(10)).join('')}`);
  for (const name of names) {
    console.log(
      `${name.padEnd(44)}${cell(figures.direct[name])}${cell(figures.cntlm[name])}${cell(figures.relay[name])}`,
    );
  }
}

/** What is wanted of the relay; each line says whether it holds. */
function judge({ direct, cntlm, relay }: Record<Way['name'], Figures>): void {
  const at = (figures: Figures, name: string): number => figures[name] ?? Number.NaN;
  const held = Object.keys(relay).find((name) => name.endsWith('tunnels held')) ?? '';
  const checks: readonly (readonly [string, number, boolean])[] = [
    check(
      'requests a second, at least twice cntlm’s',
      at(relay, 'gets: requests a second') / at(cntlm, 'gets: requests a second'),
      (ratio) => ratio >= 2,
    ),
    check(
      'tunnels a second, at least cntlm’s',
      at(relay, 'connects: tunnels opened a second') / at(cntlm, 'connects: tunnels opened a second'),
      (ratio) => ratio >= 1,
    ),
    check(
      'MB a second, at least cntlm’s',
      at(relay, 'bulk: MB a second in one tunnel') / at(cntlm, 'bulk: MB a second in one tunnel'),
      (ratio) => ratio >= 1,
    ),
    check(
      'CPU s per GB, at most twice cntlm’s',
      at(relay, 'bulk: CPU s per GB') / at(cntlm, 'bulk: CPU s per GB'),
      (ratio) => ratio <= 2,
    ),
    check('tunnels held, all', at(relay, held) / SIZES.tunnels, (share) => share === 1),
    check(
      'p99 at 200/s, at most 2 ms above direct',
      at(relay, 'rate: p99 ms at 200/s') - at(direct, 'rate: p99 ms at 200/s'),
      (ms) => ms <= 2,
    ),
    check('peak memory, at most 150 MB', at(relay, 'peak memory MB'), (megabytes) => megabytes <= 150),
  ];
  for (const [name, value, isGood] of checks) {
    if (!Number.isNaN(value)) console.log(`${isGood ? 'good' : 'MISSED'}  ${name}: ${value.toFixed(2)}`);
  }
}

function check(name: string, value: number, isGood: (value: number) => boolean): readonly [string, number, boolean] {
  return [name, value, isGood(value)];
}
