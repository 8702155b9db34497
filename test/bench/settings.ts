/**
 * `throughway settings` beside what it can't be quicker than: Node alone, and the slowest command that it must run, by
 * itself. `benchSettings(console.log)`; a slow command is played by a script in place of `gsettings`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLI = process.env['THROUGHWAY_LAB_CLI'] ?? path.resolve('out/cli/throughway.js');
const RUNS = 15;
const MOST_ABOVE_MS = 150;
const SLOW_MS = 400;

/** Prints both; returns whether the settings take at most 150 ms more than the slowest command alone. */
export function benchSettings(print: (line: string) => void): boolean {
  if (!existsSync(CLI)) {
    print('skipped: the command line is not built (npm run build:cli)');
    return true;
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-bench-settings-'));
  try {
    const slow = path.join(folder, 'gsettings');
    writeFileSync(slow, `#!/bin/sh\nsleep ${String(SLOW_MS / 1000)}\n`, { mode: 0o755 });
    const base = { HOME: folder, THROUGHWAY_DATA_DIR: path.join(folder, 'data'), XDG_CURRENT_DESKTOP: 'GNOME' };
    const isGnomeHere = existsSync('/usr/bin/gsettings');
    const real = { ...base, PATH: process.env['PATH'] ?? '' };
    const outcomes = [
      ...(isGnomeHere ? [compare('the real gsettings', 'gsettings', real, print)] : []),
      compare('a command of 400 ms', slow, { ...base, PATH: `${folder}:${process.env['PATH'] ?? ''}` }, print),
    ];
    return outcomes.every((isGood) => isGood);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(name: string, command: string, env: NodeJS.ProcessEnv, print: (line: string) => void): boolean {
  const [own, node, alone]: [number[], number[], number[]] = [[], [], []];
  for (let run = -1; run < RUNS; run += 1) {
    const times = [
      timed(process.execPath, [CLI, 'settings', '--json'], env),
      timed(process.execPath, ['-e', ''], env),
      timed(command, ['list-recursively', 'org.gnome.system.proxy'], env),
    ] as const;
    // The first one only warms up.
    if (run < 0) continue;
    own.push(times[0]);
    node.push(times[1]);
    alone.push(times[2]);
  }
  const above = median(own) - median(alone);
  print(`the settings, with ${name}`);
  print(`  node -e ''               median ${median(node).toFixed(0).padStart(5)} ms`);
  print(`  the command alone        median ${median(alone).toFixed(0).padStart(5)} ms`);
  print(
    `  throughway settings      median ${median(own).toFixed(0).padStart(5)} ms   ${above.toFixed(0)} ms more than the command alone (at most ${String(MOST_ABOVE_MS)})`,
  );
  return above <= MOST_ABOVE_MS;
}

function timed(program: string, args: readonly string[], env: NodeJS.ProcessEnv): number {
  const begun = performance.now();
  spawnSync(program, [...args], { stdio: 'ignore', timeout: 20_000, env });
  return performance.now() - begun;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
