/**
 * The healthy way through an authenticating proxy, side by side with what anybody could do by hand:
 * `throughway diagnose` against `node -e ''` plus `curl`, on one squid, interleaved. `npm run bench [-- RUNS]`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SQUID = '/usr/sbin/squid';
const HELPER = '/usr/lib/squid/basic_ncsa_auth';
const CLI = path.resolve('out/cli/throughway.js');
const FEWEST_RUNS = 30;
const MOST_RATIO = 2;

const runs = Math.max(FEWEST_RUNS, Number(process.argv[3] ?? FEWEST_RUNS) || FEWEST_RUNS);

const missing = [SQUID, HELPER, '/usr/bin/curl', CLI].filter((file) => !existsSync(file));
if (missing.length > 0) {
  console.log(
    `skipped: this machine has no ${missing.join(' and no ')} (squid and curl are packages, the last comes from "npm run build")`,
  );
} else {
  await bench();
}

async function bench(): Promise<void> {
  const site = createServer((request, response) => {
    const isControl = request.url === '/generate_204';
    response.writeHead(isControl ? 204 : 200, { 'content-type': 'text/plain' });
    response.end(isControl ? undefined : 'hello\n');
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  const squid = await startSquid();
  try {
    const url = `http://127.0.0.1:${String(portOf(site.address()))}/`;
    const proxy = `http://${squid.user}:${squid.password}@127.0.0.1:${String(squid.port)}`;
    // A site on loopback would bypass a proxy of the environment, so it is given by option on both sides.
    const env = {
      ...process.env,
      THROUGHWAY_CONTROL_URLS: `${url}generate_204`,
      // The sign-ins of whoever runs this are no part of what is compared.
      THROUGHWAY_DATA_DIR: path.join(squid.folder, 'data'),
    };
    const own = (): Promise<number> => timed(process.execPath, [CLI, 'diagnose', '--json', '--proxy', proxy, url], env);
    const node = (): Promise<number> => timed(process.execPath, ['-e', '']);
    const curl = (): Promise<number> =>
      timed('curl', ['-sS', '-o', '/dev/null', '--noproxy', '', '--proxy', proxy, url]);
    for (let warm = 0; warm < 3; warm += 1) await curl().then(node).then(own);
    const times: { own: number; byHand: number; node: number; curl: number }[] = [];
    for (let run = 0; run < runs; run += 1) {
      const [a, b, c] = [await own(), await node(), await curl()];
      times.push({ own: a, byHand: b + c, node: b, curl: c });
    }
    show(times);
  } finally {
    site.close();
    await squid.stop();
  }
}

function show(times: readonly { own: number; byHand: number; node: number; curl: number }[]): void {
  const line = (name: string, pick: (one: (typeof times)[number]) => number): readonly [number, number] => {
    const sorted = times.map(pick).sort((a, b) => a - b);
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    console.log(
      `${name.padEnd(24)} median ${at(0.5).toFixed(1).padStart(7)} ms   p90 ${at(0.9).toFixed(1).padStart(7)} ms`,
    );
    return [at(0.5), at(0.9)];
  };
  console.log(`${String(times.length)} interleaved runs`);
  line("node -e ''", (one) => one.node);
  line('curl', (one) => one.curl);
  const byHand = line("node -e '' + curl", (one) => one.byHand);
  const own = line('throughway diagnose', (one) => one.own);
  const ratios = own.map((ms, index) => ms / (byHand[index] ?? Number.NaN));
  console.log(
    `ratio                    median ${ratios[0]?.toFixed(2) ?? ''}   p90 ${ratios[1]?.toFixed(2) ?? ''}   (at most ${String(MOST_RATIO)})`,
  );
  if (!ratios.every((ratio) => ratio <= MOST_RATIO)) process.exitCode = 1;
}

async function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const begun = performance.now();
  const child = spawn(program, [...args], { stdio: ['ignore', 'ignore', 'inherit'], env });
  const [status] = await once(child, 'exit');
  const tookMs = performance.now() - begun;
  if (status !== 0) throw new Error(`${program} ended with ${String(status)}`);
  return tookMs;
}

interface RunningSquid {
  /** Goes away with the proxy. */
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

async function startSquid(): Promise<RunningSquid> {
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-bench-'));
  await chmod(folder, 0o777);
  const port = await freePort();
  const [user, password] = ['bench', randomBytes(9).toString('hex')];
  const hash = spawnSync('openssl', ['passwd', '-apr1', '-stdin'], { input: password }).stdout.toString().trim();
  await writeFile(path.join(folder, 'passwd'), `${user}:${hash}\n`);
  await writeFile(
    path.join(folder, 'squid.conf'),
    [
      `http_port 127.0.0.1:${String(port)}`,
      `auth_param basic program ${HELPER} ${folder}/passwd`,
      'auth_param basic realm Bench',
      'acl known proxy_auth REQUIRED',
      'http_access allow known',
      'http_access deny all',
      'cache deny all',
      `pid_filename ${folder}/squid.pid`,
      `access_log none`,
      `cache_log ${folder}/cache.log`,
      `coredump_dir ${folder}`,
      'shutdown_lifetime 0 seconds',
      'pinger_enable off',
      '',
    ].join('\n'),
  );
  const child = spawn(SQUID, ['-N', '-f', path.join(folder, 'squid.conf')], { stdio: 'ignore' });
  await untilOpen(port);
  return {
    folder,
    port,
    user,
    password,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => {
        resolve(true);
      });
      socket.once('error', () => {
        resolve(false);
      });
    });
    socket.destroy();
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('squid did not open its port within 10 s');
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  return port;
}

function portOf(address: ReturnType<ReturnType<typeof createTcpServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
