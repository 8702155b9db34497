/**
 * `npm run bench:check`: 1,000 URLs of answers 50 ms away through an authenticating squid, by `throughway check` and by
 * `curl --parallel --parallel-max 64` in turn; `-- --secure`: the same over https. `-- --many`: memory over 100,000 URLs
 * that are answered at once (`--many=N` for another number).
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthority } from '../integration/probe/certificates.ts';
import { squidIsMissing, startSquid } from '../lab/servers/squid.ts';

const CLI = path.resolve(process.env['THROUGHWAY_CLI'] ?? 'out/cli/throughway.js');
const ACCOUNT = { user: 'bob', password: 'secret' };
const ROUNDS = 5;
const URLS = 1_000;
const DELAY_MS = 50;
const many = process.argv.find((arg) => arg.startsWith('--many'));
const MANY = Number(many?.split('=')[1] ?? 100_000);
const isSecure = process.argv.includes('--secure');

const missing = [
  ...(squidIsMissing === null ? [] : [squidIsMissing]),
  ...(existsSync('/usr/bin/curl') ? [] : ['curl is not installed (Debian package curl).']),
  ...(existsSync(CLI) ? [] : ['The command line is not built yet: run "npm run build:cli".']),
];
if (missing.length > 0) console.log(`skipped: ${missing.join(' ')}`);
else await bench();

async function bench(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-check-'));
  const squid = await startSquid({
    auth: [{ scheme: 'basic', users: [ACCOUNT] }],
    configLines: ['auth_param basic credentialsttl 1 hour', 'max_filedescriptors 16384', 'access_log none'],
  });
  const authority = createAuthority();
  const ca = path.join(folder, 'ca.pem');
  writeFileSync(ca, authority.pem);
  const { cert, key } = authority.issue('IP:127.0.0.1');
  writeFileSync(path.join(folder, 'site.pem'), cert);
  writeFileSync(path.join(folder, 'site.key'), key);
  const load = path.resolve('test/bench/load/slow-origin.mjs');
  const files = isSecure ? [path.join(folder, 'site.pem'), path.join(folder, 'site.key')] : [];
  const delay = String(many === undefined ? DELAY_MS : 0);
  const origin = spawn(process.execPath, [load, delay, ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const site = `${isSecure ? 'https' : 'http'}://127.0.0.1:${String(await portOf(origin))}`;
    const proxy = `http://127.0.0.1:${String(squid.port)}`;
    const world = { folder, site, proxy, ca };
    if (many === undefined) await compare(world);
    else await remember(world);
  } finally {
    origin.kill('SIGTERM');
    await squid.stop();
    authority.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface World {
  readonly folder: string;
  readonly site: string;
  readonly proxy: string;
  /** The file with the authority that the site's certificate is from. */
  readonly ca: string;
}

async function compare(world: World): Promise<void> {
  const list = makeList(world, URLS);
  const config = path.join(world.folder, 'curl.cfg');
  const lines = readFileSync(list, 'utf8').trimEnd().split('\n');
  writeFileSync(config, lines.map((url) => `url = "${url}"\noutput = /dev/null\n`).join(''));
  const times: { readonly check: number[]; readonly curl: number[] } = { check: [], curl: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.curl.push(
      timed(() => {
        const args = ['--silent', '--parallel', '--parallel-max', '64', '--proxy', world.proxy, '--cacert', world.ca];
        execFileSync('curl', [...args, '--proxy-user', `${ACCOUNT.user}:${ACCOUNT.password}`, '--config', config], {
          stdio: 'ignore',
        });
      }),
    );
    const child = startCheck(world, list);
    const beganAtMs = performance.now();
    const answered = await countOk(child);
    times.check.push(performance.now() - beganAtMs);
    if (answered !== URLS) console.log(`only ${String(answered)} of ${String(URLS)} were found to answer`);
  }
  for (const [name, all] of Object.entries(times)) {
    console.log(
      `${name.padEnd(6)} ${all.map((ms) => ms.toFixed(0).padStart(6)).join('')}   median ${median(all).toFixed(0)} ms`,
    );
  }
  const ratio = median(times.check) / median(times.curl);
  console.log(`${ratio <= 1 ? 'good  ' : 'MISSED'}  time, at most curl’s: ${ratio.toFixed(2)}`);
}

/** Memory after each tenth of the list: beyond the first it must not grow with the list. */
async function remember(world: World): Promise<void> {
  const child = startCheck(world, makeList(world, MANY));
  const tenth = Math.ceil(MANY / 10);
  let done = 0;
  const after: number[] = [];
  for await (const line of linesOf(child)) {
    if (line.includes('"code":"ok"')) done += 1;
    if (done % tenth !== 0 || after.length === done / tenth) continue;
    after.push(memoryOf(child.pid));
    console.log(`${String(after.length * 10).padStart(3)} %  ${(after.at(-1) ?? 0).toFixed(0)} MB`);
  }
  console.log(`${String(done)} of ${String(MANY)} answered`);
  const growth = Math.max(...after) - (after[0] ?? 0);
  console.log(
    `${growth <= 50 ? 'good  ' : 'MISSED'}  growth after the first tenth, at most 50 MB: ${growth.toFixed(0)}`,
  );
}

function makeList({ folder, site }: World, count: number): string {
  const file = path.join(folder, 'urls.txt');
  writeFileSync(file, Array.from({ length: count }, (_, index) => `${site}/page/${String(index)}\n`).join(''));
  return file;
}

function startCheck({ folder, site, proxy, ca }: World, list: string): ChildProcess {
  const env = {
    ...process.env,
    THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
    THROUGHWAY_CONTROL_URLS: `${site}/generate_204`,
  };
  const how = ['--json', '--quiet', '--proxy', proxy, '--ca', ca, '--user', ACCOUNT.user, '--password-stdin'];
  const child = spawn(process.execPath, [CLI, 'check', list, ...how], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`${ACCOUNT.password}\n`);
  return child;
}

async function countOk(child: ChildProcess): Promise<number> {
  let count = 0;
  for await (const line of linesOf(child)) if (line.includes('"code":"ok"')) count += 1;
  return count;
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of child.stdout ?? []) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  for await (const line of linesOf(child)) return JSON.parse(line).port;
  throw new Error('the site did not start');
}

function timed(work: () => void): number {
  const beganAtMs = performance.now();
  work();
  return performance.now() - beganAtMs;
}

function memoryOf(pid: number | undefined): number {
  if (pid === undefined || !existsSync(`/proc/${String(pid)}/status`)) return 0;
  const line = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith('VmRSS'));
  return Number(/(\d+)/.exec(line ?? '')?.[1]) / 1_024;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
