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
