/** English words of changes to the computer: what is changed and why, how it went, and taking it back. */
import type { ApplyProblem, ChangeState, UndoProblem } from '../change/change.ts';
import type { PlanProblem, Unsayable } from '../system/settings-writer.ts';

const states: Record<ChangeState, string> = {
  applied: 'in effect',
  undone: 'taken back',
  interrupted: 'cut short',
  failed: 'not made',
};

/** `what` names the places; for an interrupted change it is its id, for the journal the system's code. */
const problems: Record<ApplyProblem['kind'] | UndoProblem['kind'], (what: string) => string> = {
  'nothing-to-change': () => 'Everything is set like that already, so nothing was changed.',
  'needs-administrator': (what) =>
    `Only an administrator may change ${what}. Nothing was changed; run the same command as an administrator (sudo).`,
  managed: (what) => `Your organisation fixes ${what}, so nothing was changed. Ask your IT department.`,
  'in-use': (program) =>
    `${program} is running, and would write its own settings over the new ones when it ends. Nothing was changed; close ${program}, then try again.`,
  'changed-meanwhile': (what) =>
    `Somebody else changed ${what} after it was read. Nothing was written; look at the new values and try again.`,
  'not-written': (what) => `${what} could not be written. Everything is as before.`,
  'not-saved': (what) =>
    `${what} was written, but the system did not keep it. Everything is as before; is this a session of the desktop?`,
  unreadable: (what) => `${what} could not be read. Nothing was changed.`,
  busy: () => 'Another change is being made right now. Try again in a moment.',
  journal: (what) =>
    `The journal of changes could not be kept or read (${what}), and without it there is no way back. Nothing was changed; make the data folder writable.`,
  cancelled: () => 'Cancelled. Everything is as before.',
  interrupted: (what) =>
    `An earlier change (${what}) was cut short. Take it back first with "throughway undo ${what}", then try again.`,
  'half-made': (what) =>
    `The change failed, and ${what} could not be put back. "throughway undo last" goes on with it; what was there is kept.`,
  'not-found': () => 'There is no such change. "throughway undo list" shows them all.',
  'already-undone': () => 'There is nothing to take back: this change was not made, or is taken back already.',
  'changed-since': (what) =>
    `Somebody else changed ${what} since. Nothing was taken back; add --insist to put back the earlier values all the same.`,
};

const planProblems: Record<
  Exclude<PlanProblem['kind'], 'invalid-address'>,
  (source: string, what: string) => string
> = {
  'not-here': (source) => `This computer does not have these settings: ${source}. Choose another source.`,
  unreadable: (source, what) => `The present settings could not be read (${source}: ${what}), so nothing was changed.`,
  overruled: (source, file) =>
    `The file ${file} says something else, and is put over the settings at every start (${source}). Nothing was changed; take its lines about network.proxy out first.`,
  'cannot-say': (source, what) =>
    `This cannot be set there (${source}): ${what}. Choose another source or other settings.`,
};

const unsayable: Record<Unsayable, string> = {
  'auto-detect': 'automatic detection',
  pac: 'a configuration script',
  'bypass-beside-pac': 'exceptions beside a configuration script, which names its own',
  'proxy-kind': 'this kind of proxy in this place',
  'socks-beside-others': 'a SOCKS proxy beside others',
  bypass: 'these exceptions',
  'reversed-bypass': 'a list of the only hosts that use the proxy',
  credentials: 'a user name and password; store them with "throughway credentials set" instead',
};

export const changesEn = {
  states,
  problems,
  planProblems,
  unsayable,
  reasons: {
    fix: (title: string) => `Fix: ${title}`,
    settings: (source: string) => `Settings: ${source}`,
    preset: (name: string) => `Preset: ${name}`,
    tools: (names: string) => `Programs: ${names}`,
    relay: 'Settings for the local relay',
  },
  /** What is there, where nothing is. */
  nothing: 'not set',
  asBefore: 'Before',
  asLeft: 'As the change left it',
  asNow: 'Now',
  /** How a look after a change went: `url` and the title of what was found. */
  verified: {
    works: (url: string) => `Checked: ${url} answers with the new settings.`,
    'no-better': (url: string, title: string) =>
      `Checked: ${url} does not answer, and did not with the old settings either. ${title}`,
    worse: (url: string, title: string) =>
      `With the new settings ${url} does not answer any more; with the old ones it does. ${title}`,
  },
  cli: {
    willChange: (source: string) => `This will change (${source})`,
    ask: 'Make this change? (y/n) ',
    askInsist: 'Put back the earlier values all the same? (y/n) ',
    consent: 'Nobody can be asked here. Look at the change with --dry-run, and agree to it with --yes.',
    declined: 'Nothing was changed.',
    noSettings: 'It is not said what to set. Give one of --proxy, --pac, --direct and --auto-detect.',
    noSource: (choices: string) => `It is not said which settings to change. Give --source and one of ${choices}.`,
    bypassAlone: '--bypass belongs to --proxy; the other settings have no list of exceptions.',
    noCredentials:
      'A user name and password must not stand in settings that every program can read. Leave them out of the address, and store them with "throughway credentials set".',
    changed: (id: string) => `Changed. "throughway undo ${id}" takes it back.`,
    restart: (names: string) => `Running programs that must be started again: ${names}`,
    nextSignIn: 'This counts for programs from your next sign-in to this computer on.',
    notDeciding: (source: string) => `On this desktop, browsers follow other settings: ${source}.`,
    askTakeBack: 'Take the change back? (y/n) ',
    takeBackHint: (id: string) => `The change stands. "throughway undo ${id}" takes it back.`,
    cutShort: (what: string, id: string) =>
      `An earlier change was cut short and may be half made (${what}): take it back with "throughway undo ${id}".`,
    undone: (id: string) => `Taken back: everything is as it was before the change ${id}.`,
    noChanges: 'Nothing was ever changed.',
    nothingToUndo: 'There is no change that could be taken back.',
    undoHint: 'Take one back with "throughway undo ID".',
  },
};
