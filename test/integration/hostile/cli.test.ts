/** The built command line against peers that break the rules: one document, in time, in little memory. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { watchProcess } from '../../lab/observe-process.ts';
import { startHostilePeer } from './hostile-peer.ts';
import { HOSTILE_REPLIES, type HostileReply } from './replies.ts';

const CLI = process.env['THROUGHWAY_LAB_CLI'] ?? path.resolve('out/cli/throughway.js');
const NOT_BUILT = !existsSync(CLI);
const SECONDS = 5;
/** Start-up and clean-up of a process on a computer whose cores are busy. */
const MARGIN_MS = 6_000;
const MOST_MEGABYTES = 200;

/** One of each kind of trouble: the whole corpus goes to the probes themselves. */
const CHOSEN = [
  'half a status line, and waits',
  'a header line without end',
  'interim answers without end',
  'a body without end',
  'a redirect to nowhere',
  'a thousand challenges',
  'an NTLM challenge of noise',
  'a tunnel, then a record of noise without end',
  'SOCKS replies without end',
  'zero bytes without end',
  'nothing, and resets',
];

interface Ended {
  readonly status: number | null;
  readonly documents: number;
  readonly code: string;
  readonly stderr: string;
  readonly tookMs: number;
  readonly megabytes: number;
}

async function diagnoseThrough(reply: HostileReply): Promise<Ended> {
  const peer = await startHostilePeer(reply);
  const proxy = `http://127.0.0.1:${String(peer.port)}`;
  const args = [CLI, 'diagnose', '--json', '--timeout', String(SECONDS), '--proxy', proxy, 'http://site.test/'];
  const started = performance.now();
  try {
    const child = spawn(process.execPath, args, {
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: '/nonexistent',
        LANG: 'C',
        THROUGHWAY_CONTROL_URLS: `${proxy}/generate_204`,
      },
      cwd: '/',
      timeout: SECONDS * 1_000 + 2 * MARGIN_MS,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const watch = watchProcess(child.pid ?? 0);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    await once(child, 'close');
    watch.stop();
    const text = Buffer.concat(out).toString('utf8');
    return {
      status: child.exitCode,
      documents: text.split('\n').filter(Boolean).length,
      code: /"verdict":\{"code":"([a-z0-9.-]+)"/.exec(text)?.[1] ?? '',
      stderr: Buffer.concat(err).toString('utf8'),
      tookMs: performance.now() - started,
      megabytes: watch.peakMegabytes(),
    };
  } finally {
    await peer.close();
  }
}

const chosen = HOSTILE_REPLIES.filter((reply) => CHOSEN.includes(reply.name));

test('every chosen reply is in the corpus', () => {
  expect(chosen.map((reply) => reply.name).sort()).toEqual([...CHOSEN].sort());
});

const reason = 'the command line is not built yet: run "npm run build:cli"';
test.skipIf(NOT_BUILT).each(chosen.map((reply) => [reply.name, reply] as const))(
  `a proxy that answers with %s is judged in one document, in time${NOT_BUILT ? ` (${reason})` : ''}`,
  { timeout: 60_000 },
  async (_, reply) => {
    const ended = await diagnoseThrough(reply);
    process.stdout.write(
      `${ended.code.padEnd(28)} ${(ended.tookMs / 1_000).toFixed(1).padStart(5)} s ${ended.megabytes.toFixed(0).padStart(4)} MB  ${reply.name}\n`,
    );
    expect(ended).toMatchObject({ documents: 1, stderr: '' });
    expect([0, 1]).toContain(ended.status);
    expect(ended.tookMs).toBeLessThan(SECONDS * 1_000 + MARGIN_MS);
    expect(ended.megabytes).toBeLessThan(MOST_MEGABYTES);
  },
);
