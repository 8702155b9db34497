/** Reading settings takes as long as the slowest command, not as long as all of them. */
import { describe, expect, it } from 'vitest';
import { createSystem } from '../../../src/system/create-system.ts';
import type { CommandOutcome, RunCommand, SystemTools } from '../../../src/system/system-tools.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

/** `null`: nothing is there. Commands wait until all that were started at the same time have begun; returns how many that were, round by round. */
function inRounds(answers: (program: string, args: readonly string[]) => string | null): {
  readonly tools: SystemTools;
  readonly rounds: readonly (readonly string[])[];
} {
  const rounds: string[][] = [];
  let open: { readonly begun: string[]; readonly ended: Promise<void> } | null = null;
  const run: RunCommand = async (program, args): Promise<CommandOutcome> => {
    // Everything that starts before the event loop turns is one round.
    if (open === null) {
      const begun: string[] = [];
      const ended = new Promise<void>((resolve) => {
        setTimeout(() => {
          rounds.push(begun);
          open = null;
          resolve();
        }, 20);
      });
      open = { begun, ended };
    }
    open.begun.push([program, ...args].join(' '));
    await open.ended;
    const stdout = answers(program, args);
    return { state: 'done', exitCode: stdout === null ? 1 : 0, stdout: stdout ?? '', stderr: '' };
  };
  return { tools: { ...recordedTools({}), run }, rounds };
}

describe('commands that read the settings', () => {
  it('run all at the same time on Windows', async () => {
    const { tools, rounds } = inRounds((program) => (program === 'reg.exe' ? null : ''));
    await createSystem('win32', tools).readSettings({ signal: NO_SIGNAL });
    expect(rounds).toHaveLength(1);
    const [first = []] = rounds;
    expect(first.filter((command) => command.startsWith('reg.exe')).length).toBeGreaterThan(8);
    expect(first).toContain('rasdial.exe');
  });

  it('run all at the same time on macOS', async () => {
    const { tools, rounds } = inRounds((program) => (program.endsWith('scutil') ? '<dictionary> {\n}\n' : ''));
    await createSystem('darwin', tools).readSettings({ signal: NO_SIGNAL });
    expect(rounds).toHaveLength(1);
    expect(rounds[0]).toEqual(
      expect.arrayContaining([
        '/usr/sbin/scutil --proxy',
        '/usr/sbin/scutil --nwi',
        '/usr/sbin/networksetup -listnetworkserviceorder',
      ]),
    );
  });

  it('run at the same time on Linux, but for the connections that NetworkManager has to name first', async () => {
    const uuid = '5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03';
    const { tools, rounds } = inRounds((program, args) =>
      program === 'nmcli' && args.includes('--active') ? `${uuid}\n` : '',
    );
    await createSystem('linux', tools).readSettings({ signal: NO_SIGNAL });
    expect(rounds.map((round) => round.map((command) => command.split(' ')[0]).sort())).toEqual([
      ['gsettings', 'nmcli'],
      ['nmcli'],
    ]);
  });
});
