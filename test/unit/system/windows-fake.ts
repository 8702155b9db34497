/** A registry that answers as `reg.exe` does, for tests that need no Windows. */
import type { CommandOutcome, RunCommand, SystemTools } from '../../../src/system/system-tools.ts';
import { recordedTools } from './helpers.ts';

/** Key, then name, then `[type, data]`; keys and names are compared without regard to case. */
export type FakeRegistry = Map<string, Map<string, readonly [type: string, data: string]>>;

export const SETTINGS = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';
export const POLICY = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

/** Every command that was run, as one text. */
export interface FakeWindows {
  readonly tools: SystemTools;
  readonly registry: FakeRegistry;
  readonly ran: readonly string[];
}

/** Returns a Windows with these keys; `others` answers the programs that aren't `reg.exe`. */
export function fakeWindows(
  keys: Readonly<Record<string, Readonly<Record<string, readonly [type: string, data: string]>>>>,
  others: Readonly<Record<string, string | CommandOutcome>> = {},
): FakeWindows {
  const registry: FakeRegistry = new Map(
    Object.entries(keys).map(([key, values]) => [key.toUpperCase(), new Map(Object.entries(values))]),
  );
  const ran: string[] = [];
  const rest = recordedTools({ commands: others });
  const run: RunCommand = (program, args, options) => {
    ran.push([program, ...args].join(' '));
    return program === 'reg.exe' ? Promise.resolve(reg(registry, args)) : rest.run(program, args, options);
  };
  return { tools: { ...rest, run }, registry, ran };
}

function reg(registry: FakeRegistry, [verb = '', key = '', ...rest]: readonly string[]): CommandOutcome {
  const values = registry.get(key.toUpperCase());
  const option = (flag: string): string | undefined => {
    const at = rest.indexOf(flag);
    return at < 0 ? undefined : rest[at + 1];
  };
  const name = option('/v');
  const stored = [...(values?.keys() ?? [])].find((one) => one.toLowerCase() === name?.toLowerCase());
  if (verb === 'add') {
    const own = values ?? new Map<string, readonly [string, string]>();
    registry.set(
      key.toUpperCase(),
      own.set(stored ?? name ?? '', [option('/t') ?? '', printed(rest, option('/d') ?? '')]),
    );
    return done(0, 'The operation completed successfully.');
  }
  if (values === undefined || (name !== undefined && stored === undefined))
    return { state: 'done', exitCode: 1, stdout: '', stderr: 'ERROR: The system was unable to find it.\r\n' };
  if (verb === 'delete') {
    values.delete(stored ?? '');
    return done(0, 'The operation completed successfully.');
  }
  const shown = [...values].filter(([one]) => name === undefined || one === stored);
  const lines = shown.map(([one, [type, data]]) => `    ${one}    ${type}    ${data}`);
  return done(
    0,
    ['', key.replace('HKCU', 'HKEY_CURRENT_USER').replace('HKLM', 'HKEY_LOCAL_MACHINE'), ...lines, ''].join('\r\n'),
  );
}

/** Numbers are printed in hex, binary values in capitals. */
function printed(args: readonly string[], data: string): string {
  if (args.includes('REG_DWORD')) return `0x${Number(data).toString(16)}`;
  return args.includes('REG_BINARY') ? data.toUpperCase() : data;
}

function done(exitCode: number, stdout: string): CommandOutcome {
  return { state: 'done', exitCode, stdout: `${stdout}\r\n`, stderr: '' };
}
