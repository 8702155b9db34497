import type { ProgramStart } from '../program-start.ts';
import type { SystemTools } from '../system-tools.ts';

/**
 * Programs that look at the proxy once, when they start. Browsers and what is built from them see a change at once.
 * Adding one is one row.
 */
const PROGRAMS: readonly (readonly [image: string, name: string])[] = [
  ['devenv.exe', 'Visual Studio'],
  ['ssms.exe', 'SQL Server Management Studio'],
  ['outlook.exe', 'Outlook'],
  ['java.exe', 'Java'],
  ['javaw.exe', 'Java'],
  ['idea64.exe', 'IntelliJ IDEA'],
  ['pycharm64.exe', 'PyCharm'],
  ['studio64.exe', 'Android Studio'],
  ['eclipse.exe', 'Eclipse'],
];

/** Returns those that run now, by the name that people know. */
export async function programsToRestart(tools: SystemTools, signal: AbortSignal): Promise<readonly string[]> {
  const outcome = await tools.run('tasklist.exe', ['/fo', 'csv', '/nh'], { signal, encoding: 'latin1' });
  if (outcome.state !== 'done') return [];
  const running = new Set(
    outcome.stdout.split(/\r?\n/u, 20_000).flatMap((line) => /^"([^"]+)"/u.exec(line)?.[1]?.toLowerCase() ?? []),
  );
  return [...new Set(PROGRAMS.filter(([image]) => running.has(image)).map(([, name]) => name))];
}

/** One line a process: its name without `.exe`, a bar, and its start in milliseconds since 1970. */
const STARTS =
  'Get-Process -ErrorAction SilentlyContinue | Where-Object { $_.StartTime } | ForEach-Object { "$($_.ProcessName)|$(([DateTimeOffset]$_.StartTime).ToUnixTimeMilliseconds())" }';

/** Returns when the programs of the table were started; `null` where PowerShell gave no answer. */
export async function windowsStarts(tools: SystemTools, signal: AbortSignal): Promise<readonly ProgramStart[] | null> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', STARTS];
  const listed = await tools.run('powershell.exe', args, { signal, deadline: 'powershell', encoding: 'latin1' });
  if (listed.state !== 'done' || listed.exitCode !== 0) return null;
  return listed.stdout.split(/\r?\n/u, 20_000).flatMap((line) => {
    const [, image = '', startedMs = ''] = /^(.+)\|(\d{10,16})$/u.exec(line.trim()) ?? [];
    const program = PROGRAMS.find(([known]) => known === `${image.toLowerCase()}.exe`);
    return program === undefined ? [] : [{ name: program[1], startedMs: Number(startedMs) }];
  });
}
