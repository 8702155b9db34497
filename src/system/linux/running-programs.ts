/** Which programs that people know are running right now. */
import type { SystemTools } from '../system-tools.ts';

/** More processes than a desktop has. */
const MOST_PROCESSES = 5_000;

/**
 * Programs that read proxy settings when they start, by the name of their process (the first 15 signs, proc(5)).
 * `follows`: which of the sources they read again by themselves while they run.
 */
const PROGRAMS: readonly { readonly name: string; readonly comm: RegExp; readonly follows: readonly string[] }[] = [
  { name: 'Google Chrome', comm: /^chrome$/u, follows: ['gnome', 'kde'] },
  { name: 'Chromium', comm: /^chromium(?:-browse)?$/u, follows: ['gnome', 'kde'] },
  { name: 'Microsoft Edge', comm: /^msedge$/u, follows: ['gnome', 'kde'] },
  { name: 'Brave', comm: /^brave$/u, follows: ['gnome', 'kde'] },
  { name: 'Firefox', comm: /^firefox(?:-esr|-bin)?$/u, follows: [] },
  { name: 'Thunderbird', comm: /^thunderbird(?:-bin)?$/u, follows: [] },
  { name: 'Visual Studio Code', comm: /^code$/u, follows: ['gnome', 'kde'] },
  { name: 'Slack', comm: /^slack$/u, follows: ['gnome', 'kde'] },
  { name: 'Microsoft Teams', comm: /^teams(?:-for-linux)?$/u, follows: ['gnome', 'kde'] },
  { name: 'GNOME Terminal', comm: /^gnome-terminal-?$/u, follows: ['gnome', 'kde'] },
  { name: 'Konsole', comm: /^konsole$/u, follows: ['gnome', 'kde'] },
  { name: 'Docker', comm: /^dockerd$/u, follows: ['gnome', 'kde', 'env'] },
  { name: 'IntelliJ IDEA', comm: /^idea$/u, follows: ['gnome', 'kde'] },
];

/** Returns the programs that hold the old settings of a source until they are started again. */
export async function programsToRestart(tools: SystemTools, source: string): Promise<readonly string[]> {
  const names = await tools.listFolder('/proc');
  if (names.state !== 'read') return [];
  const processes = names.value.filter((name) => /^[0-9]+$/u.test(name)).slice(0, MOST_PROCESSES);
  const comms = await Promise.all(processes.map((id) => tools.readFile(`/proc/${id}/comm`)));
  const running = new Set(comms.flatMap((comm) => (comm.state === 'read' ? [comm.value.trim()] : [])));
  return PROGRAMS.filter(({ comm, follows }) => !follows.includes(source) && [...running].some((one) => comm.test(one)))
    .map(({ name }) => name)
    .sort();
}
