/** What programs of everyday life make of a scenario: curl and Chromium, in the same place, with the same settings. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Lab } from './lab.ts';
import type { Ask } from './scenario.ts';

/** What one program said, and when. */
export interface PeerResult {
  /** Its error by name, or the status of the page that it shows. */
  readonly message: string;
  readonly tookMs: number;
}

/** Both programs' results. */
export interface PeerResults {
  readonly curl: PeerResult;
  readonly chromium: PeerResult;
}

/** Neither has a time limit of its own that is shorter; people wait less, and a whole lab has to come to an end. */
const PEER_LIMIT_MS = 15_000;

const CHROMIUM = '/usr/bin/chromium';
const CHROMIUM_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Settings of a scenario in the words of both programs; `null` where they have no words for them. */
export interface PeerSettings {
  readonly curl: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly chromium: readonly string[];
}

/** Has curl and Chromium fetch the URL of a scenario; `null` where it can't be put to them in the same way. */
export async function askPeers(
  lab: Lab,
  ask: Ask,
  { limitMs = PEER_LIMIT_MS, atOnce = false }: { readonly limitMs?: number; readonly atOnce?: boolean } = {},
): Promise<PeerResults | null> {
  const settings = peerSettings(ask);
  if (settings === null) return null;
  const asking = askCurl(lab, ask.url, settings, limitMs);
  // Mostly one after the other: they share two cores and a proxy that may count its clients.
  const early = atOnce ? null : await asking;
  const chromium = await askChromium(lab, ask.url, settings, limitMs);
  return { curl: early ?? (await asking), chromium };
}

/** Translates what a scenario gives to the command line: environment, `--proxy`, `--pac`, `--direct`. */
function peerSettings(ask: Ask): PeerSettings | null {
  // Desktop settings and files of the system speak to no such program alone; an interrupted run has no result.
  if (ask.homeFiles ?? ask.systemFiles ?? ask.stdin ?? ask.interruptAfterMs) return null;
  const options = ask.options ?? [];
  const given = (name: string): string | undefined => {
    const place = options.indexOf(name);
    return place < 0 ? undefined : options[place + 1];
  };
  const known = ['--proxy', '--pac', '--direct'];
  if (options.some((option) => option.startsWith('--') && !known.includes(option))) return null;
  const env = ask.env ?? {};
  const pac = given('--pac');
  // curl knows no scripts: it goes on its way without, as most programs do.
  if (pac !== undefined) return { curl: [], env: {}, chromium: [`--proxy-pac-url=${pac}`] };
  if (options.includes('--direct')) return { curl: ['--noproxy', '*'], env: {}, chromium: ['--no-proxy-server'] };
  const option = given('--proxy');
  const proxy = option ?? proxyOf(env, ask.url);
  const bypass = option === undefined ? (env['no_proxy'] ?? '') : '';
  return {
    curl: option === undefined ? [] : ['--proxy', option],
    env: option === undefined ? env : {},
    chromium:
      proxy === undefined
        ? ['--no-proxy-server']
        : [
            `--proxy-server=${withoutUserinfo(proxy)}`,
            ...(bypass === '' ? [] : [`--proxy-bypass-list=${bypass.replaceAll(',', ';')}`]),
          ],
  };
}

function proxyOf(env: Readonly<Record<string, string>>, url: string): string | undefined {
  const own = url.startsWith('https:') ? (env['https_proxy'] ?? env['HTTPS_PROXY']) : env['http_proxy'];
  return own ?? env['all_proxy'] ?? env['ALL_PROXY'];
}

/** Chromium takes no password on its command line. */
function withoutUserinfo(proxy: string): string {
  return proxy.replace(/^([a-z0-9]+:\/\/)?.*@/i, '$1');
}

function askCurl(lab: Lab, url: string, settings: PeerSettings, limitMs: number): Promise<PeerResult> {
  const format = '%{http_code} %{http_connect} %{exitcode}';
  const argv = ['curl', '-sS', '-L', '-o', '/dev/null', '-w', format, ...settings.curl, url];
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn('ip', ['netns', 'exec', lab.network.namespaces.client, ...argv], {
      env: {
        PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: lab.folder(),
        SSL_CERT_FILE: lab.sites.bundleFile,
        ...settings.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.resume();
    child.once('error', () => undefined);
    child.once('close', (status) => {
      clearTimeout(limit);
      const [reply = '', connect = ''] = Buffer.concat(out).toString('latin1').split(' ');
      const about = connect === '000' || connect === '200' || connect === '' ? '' : `, CONNECT ${connect}`;
      resolve({
        message: status === null ? 'still waiting' : status === 0 ? `HTTP ${reply}` : `exit ${String(status)}${about}`,
        tookMs: performance.now() - started,
      });
    });
  });
}

async function askChromium(lab: Lab, url: string, settings: PeerSettings, limitMs: number): Promise<PeerResult> {
  const folder = lab.folder();
  const starter = putStarter(lab, folder);
  const browser = await chromium.launch({
    executablePath: starter,
    headless: true,
    args: [...CHROMIUM_ARGS, ...settings.chromium],
    env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8' },
    timeout: 30_000,
  });
  try {
    const page = await browser.newPage();
    const started = performance.now();
    const message = await page
      .goto(url, { timeout: limitMs, waitUntil: 'commit' })
      .then((response) => `HTTP ${String(response?.status() ?? '')}`)
      .catch((error: unknown) => netError(error));
    return { message, tookMs: performance.now() - started };
  } finally {
    await browser.close();
  }
}

function netError(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /net::(ERR_[A-Z0-9_]+)/.exec(text)?.[1] ?? (text.includes('Timeout') ? 'still waiting' : 'no page');
}

/** Writes a program that starts Chromium on the lab's computer, trusting what that computer trusts. */
function putStarter(lab: Lab, folder: string): string {
  const policies = join(folder, 'chromium', 'policies', 'managed');
  mkdirSync(policies, { recursive: true });
  const certificates = readFileSync(lab.sites.bundleFile, 'utf8')
    .split('-----END CERTIFICATE-----')
    .map((part) => part.replace(/[^]*-----BEGIN CERTIFICATE-----/, '').replaceAll(/\s/g, ''))
    .filter((part) => part !== '');
  writeFileSync(join(policies, 'trust.json'), JSON.stringify({ CACertificates: certificates }));
  const file = join(folder, 'chromium-of-the-lab');
  writeFileSync(
    file,
    [
      '#!/bin/sh',
      `exec ip netns exec ${lab.network.namespaces.client} sh -c 'mount --bind ${join(folder, 'chromium')} /etc/chromium && exec ${CHROMIUM} "$@"' sh "$@"`,
      '',
    ].join('\n'),
    { mode: 0o755 },
  );
  return file;
}
