import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { dirname, join } from 'node:path';
import { watchProcess } from './observe-process.ts';
import type { Lab } from './lab.ts';
import type { Ask } from './scenario.ts';

/** What one run of the command line left behind. */
export interface Run {
  readonly argv: readonly string[];
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
  /** From the start of the process to its end. */
  readonly tookMs: number;
  readonly killed: boolean;
  /** Peak resident memory, megabytes. */
  readonly peakMegabytes: number;
  /** Argument lists and environments of the processes it started. */
  readonly children: string;
}

/** The built command line: the file that `bin.throughway` of package.json names, or another build of it. */
export const CLI =
  process.env['THROUGHWAY_LAB_CLI'] ?? fileURLToPath(new URL('../../out/cli/throughway.js', import.meta.url));

/** Runs `throughway diagnose --json` on the lab's computer, in an environment that holds nothing of this machine. */
export function diagnose(lab: Lab, ask: Ask): Promise<Run> {
  const home = join(lab.folder(), 'home');
  mkdirSync(home, { recursive: true });
  for (const [path, content] of Object.entries(ask.homeFiles ?? {})) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
  const argv = [
    process.execPath,
    CLI,
    'diagnose',
    '--json',
    ...(ask.timeoutSeconds === undefined ? [] : ['--timeout', String(ask.timeoutSeconds)]),
    ...(ask.options ?? []),
    ask.url,
  ];
  const env = {
    PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    SSL_CERT_FILE: lab.sites.bundleFile,
    THROUGHWAY_CONTROL_URLS: lab.sites.controlUrls.join(','),
    ...ask.env,
  };
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const disguise = putSystemFiles(lab, ask.systemFiles ?? {});
    const clock = ask.clock === undefined ? [] : ['faketime', '-f', ask.clock];
    const child = spawn('ip', ['netns', 'exec', lab.network.namespaces.client, ...disguise, ...clock, ...argv], {
      // Only the time of day is off; how long something takes is not.
      env: ask.clock === undefined ? env : { ...env, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
      stdio: 'pipe',
      cwd: home,
    });
    const watch = watchProcess(child.pid ?? 0);
    let killed = false;
    const limit = setTimeout(
      () => {
        killed = true;
        child.kill('SIGKILL');
      },
      ((ask.timeoutSeconds ?? 15) + 10) * 1_000,
    );
    const interrupt =
      ask.interruptAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), ask.interruptAfterMs);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined);
    child.stdin.end(ask.stdin ?? '');
    child.once('error', reject);
    child.once('close', (status) => {
      clearTimeout(limit);
      clearTimeout(interrupt);
      watch.stop();
      resolve({
        argv: argv.slice(1),
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
        status,
        tookMs: performance.now() - started,
        killed,
        peakMegabytes: watch.peakMegabytes(),
        children: watch.children(),
      });
    });
  });
}

/**
 * Lays files over the computer's own and returns the command that runs another one there. `ip netns exec` has given the
 * process mounts of its own before, so that the overlays end with it.
 */
function putSystemFiles(lab: Lab, files: Readonly<Record<string, string>>): readonly string[] {
  if (Object.keys(files).length === 0) return [];
  const layer = lab.folder();
  // An overlay hides what `ip netns exec` has put over single files of /etc.
  const own = ['resolv.conf', 'hosts'].map((name): [string, string] => [
    `/etc/${name}`,
    readFileSync(`/etc/netns/${lab.network.namespaces.client}/${name}`, 'utf8'),
  ]);
  const all = Object.entries({ ...Object.fromEntries(own), ...files });
  for (const [path, content] of all) {
    mkdirSync(join(layer, dirname(path)), { recursive: true });
    writeFileSync(join(layer, path), content);
  }
  const tops = [...new Set(all.map(([path]) => `/${path.split('/')[1] ?? ''}`))];
  const mounts = tops.map((top) => `mount -t overlay lab -o lowerdir=${layer}${top}:${top} ${top}`);
  return ['sh', '-c', [...mounts, 'exec "$@"'].join(' && '), 'sh'];
}
