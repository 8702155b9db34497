/** Whether a VPN is on, as a place: `up` or `down`, by the program of the operating system that switches it. */
import { ABSENT, read, type Reading, unreadable } from '../base/reading.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import type { Store, StoreAccess, StoreProblem, StoreRef } from '../change/store.ts';
import { pauseFor } from '../base/pause-for.ts';
import type { CommandOutcome, SystemTools } from './system-tools.ts';

type VpnRef = Extract<StoreRef, { readonly kind: 'vpn' }>;
type State = 'up' | 'down';

/** How one program is asked, and told. */
interface Switch {
  readonly program: string;
  readonly ask: (name: string) => readonly string[];
  readonly askWith?: string;
  /** `null`: there is no such connection. */
  readonly state: (outcome: Extract<CommandOutcome, { readonly state: 'done' }>, name: string) => State | null;
  readonly tell: (name: string, to: State) => readonly string[];
  /** Only an administrator may use it. */
  readonly needsRoot: boolean;
}

const SWITCHES: Readonly<Record<VpnRef['program'], Switch>> = {
  // nmcli(1): status 10 for a connection that does not exist; without a device it is not active.
  nmcli: {
    program: 'nmcli',
    ask: (name) => ['-g', 'GENERAL.STATE', 'connection', 'show', 'id', name],
    state: ({ exitCode, stdout }) => (exitCode !== 0 ? null : /^activated/mu.test(stdout) ? 'up' : 'down'),
    tell: (name, to) => ['--wait', '15', 'connection', to, 'id', name],
    needsRoot: false,
  },
  // The interface bears the name of the profile (wg-quick(8)).
  'wg-quick': {
    program: 'wg-quick',
    askWith: 'ip',
    ask: (name) => ['-o', 'link', 'show', 'dev', name],
    state: ({ exitCode }) => (exitCode === 0 ? 'up' : 'down'),
    tell: (name, to) => [to, name],
    needsRoot: true,
  },
  // scutil(8), --nc: the first line of a status is its word.
  scutil: {
    program: '/usr/sbin/scutil',
    ask: (name) => ['--nc', 'status', name],
    state: ({ stdout }) => {
      const [first = ''] = stdout.split('\n');
      if (/^No service/iu.test(first)) return null;
      return first.trim() === 'Connected' ? 'up' : 'down';
    },
    tell: (name, to) => ['--nc', to === 'up' ? 'start' : 'stop', name],
    needsRoot: false,
  },
  // Without arguments it lists the connections that are up, a line each.
  rasdial: {
    program: 'rasdial.exe',
    ask: () => [],
    state: ({ stdout }, name) => (stdout.split(/\r?\n/u).some((line) => line.trim() === name) ? 'up' : 'down'),
    tell: (name, to) => (to === 'up' ? [name] : [name, '/disconnect']),
    needsRoot: false,
  },
};

/** A name that a program would take for one of its own options, or that no connection has. */
const BAD_NAME = /^[-/]|[\p{Cc}]|^$/u;

/** Some programs return before it is so: they get this long, in looks a second apart. */
const MOST_LOOKS = 8;
const LOOK_EVERY_MS = 1_000;

/** Returns the place that a VPN is. */
export function createVpnStore(tools: SystemTools, ref: VpnRef): Store {
  const { name } = ref;
  const how = SWITCHES[ref.program];
  const look = async (signal: AbortSignal): Promise<Reading<string>> => {
    if (BAD_NAME.test(name)) return unreadable('not a name of a connection');
    const outcome = await tools.run(how.askWith ?? how.program, how.ask(name), { signal, locale: 'C.UTF-8' });
    if (outcome.state === 'missing') return ABSENT;
    if (outcome.state === 'failed') return unreadable(outcome.why);
    const state = how.state(outcome, name);
    return state === null ? ABSENT : read(state);
  };
  return {
    read: look,
    write: async (text, signal): Promise<Result<void, StoreProblem>> => {
      if (text !== 'up' && text !== 'down') return refuse({ kind: 'refused', detail: 'a VPN is up or down' });
      if (BAD_NAME.test(name)) return refuse({ kind: 'refused', detail: 'not a name of a connection' });
      const options = { signal, locale: 'C.UTF-8', deadline: 'vpnSwitch' } as const;
      const outcome = await tools.run(how.program, how.tell(name, text), options);
      if (outcome.state === 'missing') return refuse({ kind: 'program-missing', program: how.program });
      if (outcome.state === 'failed') return refuse({ kind: 'refused', detail: outcome.why });
      if (outcome.exitCode !== 0) return refuse(problemOf(outcome, how.program));
      for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
        const now = await look(signal);
        if (now.state === 'read' && now.value === text) break;
        if (!(await pauseFor(LOOK_EVERY_MS, signal))) break;
      }
      return ok(undefined);
    },
    access: async (signal): Promise<StoreAccess> => {
      const now = await look(signal);
      if (now.state === 'unreadable') return { state: 'impossible', why: now.why };
      if (now.state === 'absent') return { state: 'impossible', why: `${how.program}: no such connection` };
      return how.needsRoot && tools.uid !== 0 ? { state: 'needs-administrator' } : { state: 'allowed' };
    },
  };
}

/** The programs' own words, in English; never more than a line of them. */
function problemOf(
  { exitCode, stderr }: Extract<CommandOutcome, { readonly state: 'done' }>,
  program: string,
): StoreProblem {
  if (/[Ii]nsufficient privileges|[Nn]ot authorized|must be (?:run as )?root|Operation not permitted/u.test(stderr))
    return { kind: 'needs-administrator' };
  if (/[Ss]ecrets were required/u.test(stderr)) return { kind: 'refused', detail: 'it asks for a password of its own' };
  return { kind: 'refused', detail: `${program}: exit status ${String(exitCode)}` };
}
