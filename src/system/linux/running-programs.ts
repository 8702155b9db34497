/** Which programs that people know are running right now. */
import type { ProgramStart } from '../program-start.ts';
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
  const running = new Set((await processes(tools)).map(({ comm }) => comm));
  return PROGRAMS.filter(({ comm, follows }) => !follows.includes(source) && [...running].some((one) => comm.test(one)))
    .map(({ name }) => name)
    .sort();
}

/** Clock ticks a second in /proc, the same on every Linux (proc(5), sysconf(3) `_SC_CLK_TCK`). */
const TICKS = 100;

/** Returns when the programs that people know were started; `null` where the time of the boot can't be read. */
export async function linuxStarts(tools: SystemTools): Promise<readonly ProgramStart[] | null> {
  const boot = await tools.readFile('/proc/stat');
  const [, bootS] = boot.state === 'read' ? (/^btime (\d+)$/mu.exec(boot.value) ?? []) : [];
  if (bootS === undefined) return null;
  const known = (await processes(tools)).flatMap(({ id, comm }) => {
    const program = PROGRAMS.find((one) => one.comm.test(comm));
    return program === undefined ? [] : [{ id, name: program.name }];
  });
  const starts = await Promise.all(
    known.map(async ({ id, name }) => {
      const stat = await tools.readFile(`/proc/${id}/stat`);
      // Field 22; the name before it stands in brackets and may hold blanks and brackets itself.
      const ticks =
        stat.state === 'read' ? stat.value.slice(stat.value.lastIndexOf(')') + 2).split(' ')[19] : undefined;
      return ticks === undefined ? [] : [{ name, startedMs: Number(bootS) * 1_000 + (Number(ticks) * 1_000) / TICKS }];
    }),
  );
  return starts.flat();
}

/** Returns the number and the name of every process; empty where they can't be listed. */
export async function processes(
  tools: SystemTools,
): Promise<readonly { readonly id: string; readonly comm: string }[]> {
  const names = await tools.listFolder('/proc');
  if (names.state !== 'read') return [];
  const ids = names.value.filter((name) => /^[0-9]+$/u.test(name)).slice(0, MOST_PROCESSES);
  const comms = await Promise.all(ids.map((id) => tools.readFile(`/proc/${id}/comm`)));
  return comms.flatMap((comm, index) => {
    const id = ids[index];
    return comm.state === 'read' && id !== undefined ? [{ id, comm: comm.value.trim() }] : [];
  });
}
