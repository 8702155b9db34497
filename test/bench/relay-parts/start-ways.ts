/** What the relay's benchmark compares: squid asked directly, through cntlm, and through our relay; and the site behind. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../lab/auth/launch.ts';
import { makeNtlmHelper, ntlmAuthIsMissing } from '../../lab/servers/samba.ts';
import { squidIsMissing, startSquid } from '../../lab/servers/squid.ts';

export const WAY_NAMES = ['direct', 'cntlm', 'relay'] as const;

export type WayName = (typeof WAY_NAMES)[number];

/** A way to the site that is measured. */
export interface Way {
  readonly name: WayName;
  readonly port: number;
  readonly authorization?: string;
  /** The process in between, whose memory and processor time count; `null` for the direct way. */
  readonly pid: number | null;
}

export interface Ground {
  readonly ways: readonly Way[];
  /** Host and port of the site. */
  readonly site: string;
  stop(): Promise<void>;
}

const CNTLM = '/usr/sbin/cntlm';
const CLI = path.resolve(process.env['THROUGHWAY_CLI'] ?? 'out/cli/throughway.js');
const LOAD = path.resolve('test/bench/load');
const ACCOUNT = { user: 'bob', domain: 'LAB', password: 'secret' };

/** Why nothing can be compared here; empty where it can. */
export const missingHere: readonly string[] = [
  ...(squidIsMissing === null ? [] : [squidIsMissing]),
  ...(ntlmAuthIsMissing === null ? [] : [ntlmAuthIsMissing]),
  ...(existsSync(CNTLM) ? [] : ['cntlm is not installed (Debian package cntlm).']),
  ...(existsSync(CLI) ? [] : ['The command line is not built yet: run "npm run build:cli".']),
];

/** Starts it all. Squid wants NTLM, and takes Basic from who goes direct. */
export async function startGround(): Promise<Ground> {
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
  const stop = async (): Promise<void> => {
    for (const child of children) child.kill('SIGTERM');
    await squid.stop();
    helper.stop();
    await sleep(500);
    // cntlm waits for its tunnels to end by themselves, however long that takes.
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const origin = start(process.execPath, [path.join(LOAD, 'origin.mjs')], children);
    const site = `127.0.0.1:${String((await firstLine(origin)).port)}`;
    const basic = `Basic ${Buffer.from(`${ACCOUNT.user}:${ACCOUNT.password}`).toString('base64')}`;
    const ways: readonly Way[] = [
      { name: 'direct', port: squid.port, authorization: basic, pid: null },
      { name: 'cntlm', ...(await startCntlm(folder, squid.port, children)) },
      { name: 'relay', ...(await startRelay(folder, squid.port, children)) },
    ];
    return { site, ways, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

/** The longest load, 1,024 tunnels for a minute, takes 70 s where nothing else runs. */
const LOAD_MS = 180_000;

/** Runs one load in a process of its own, and returns what it measured; throws where it does not end. */
export async function load(way: Way, site: string, plan: object): Promise<Readonly<Record<string, number>>> {
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
  const timer = setTimeout(() => child.kill('SIGKILL'), LOAD_MS);
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  clearTimeout(timer);
  if (text === '')
    throw new Error(`${way.name}: no figures within ${String(LOAD_MS / 1_000)} s: ${JSON.stringify(plan)}`);
  await sleep(300);
  return JSON.parse(text);
}

function start(program: string, args: readonly string[], children: ChildProcess[], env = process.env): ChildProcess {
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'inherit'], env });
  children.push(child);
  return child;
}

const START_MS = 30_000;

/** What a program says when it listens; it is ended where it says nothing. */
async function firstLine(child: ChildProcess): Promise<{ readonly port?: number; readonly listening?: string }> {
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  clearTimeout(timer);
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
  const user = `${ACCOUNT.domain}\\${ACCOUNT.user}`;
  const args = [CLI, 'relay', '--quiet', '--proxy', proxy, '--user', user, '--password-stdin'];
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
