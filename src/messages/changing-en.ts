/** English words of the pages that change something on this computer, and take it back. */
import type { ApplyProblem, UndoProblem } from '../change/change.ts';
import type { EditProblem } from '../settings/edited-settings.ts';
import type { SettingsScheme } from '../settings/proxy-settings.ts';

/** What reads differently in a window than beside a command; `what` names the places. */
type WindowProblem = Extract<
  (ApplyProblem | UndoProblem)['kind'],
  'needs-administrator' | 'interrupted' | 'half-made' | 'not-found' | 'changed-since' | 'busy'
>;

const problems: Record<WindowProblem, (what: string) => string> = {
  'needs-administrator': (what) =>
    `Only an administrator may change ${what}. Nothing was changed. Start Throughway as an administrator, or ask your IT department.`,
  interrupted: () => 'An earlier change was cut short. Take it back first, then try again.',
  'half-made': (what) =>
    `The change failed, and ${what} could not be put back. What was there is kept: take the change back in the list below.`,
  'not-found': () => 'This change is no longer there.',
  'changed-since': (what) => `Somebody else has changed ${what} since. Nothing was taken back.`,
  busy: () => 'Another change is being made right now. Try again in a moment.',
};

const fields: Record<SettingsScheme, string> = {
  any: 'Proxy for everything',
  http: 'Proxy for http',
  https: 'Proxy for https',
  ftp: 'Proxy for ftp',
  socks: 'SOCKS proxy',
};

const scriptProblem: Record<Extract<EditProblem['kind'], 'no-script-address'>, string> = {
  'no-script-address': 'This is no address of a script. Example: http://wpad.example.com/proxy.pac',
};

export const changingEn = {
  problems,
  from: 'From',
  to: 'To',
  change: 'Change',
  cancel: 'Don’t change',
  working: 'Changing …',
  restart: (names: string): string => `Afterwards, start these programs again: ${names}`,
  administrator: (what: string): string =>
    `An administrator’s rights are needed for: ${what}. Without them nothing is changed.`,
  managed: (what: string): string => `Your organisation fixes this, so it can’t be changed here: ${what}`,
  inUse: (programs: string): string =>
    `Close first: ${programs}. It is running, and would write its own settings over the new ones when it ends.`,
  nothing: 'Everything is set like that already.',
  fixes: {
    lead: 'What is being put right, and everything that was changed on this computer, with the way back.',
    made: 'Changes on this computer',
    none: 'Nothing was changed here so far.',
    noneHint: 'When a check finds something that can be put right here, its button leads to this page.',
    toCheck: 'Check something',
    undo: 'Take back',
    undoing: 'Taking back …',
    undone: 'Taken back. Everything is as it was before.',
    interruptedTitle: 'A change was cut short',
    interruptedBody:
      'Throughway or the computer stopped in the middle of it, so it may be half made. Take it back: what was there before is kept.',
    conflictTitle: 'Somebody else has changed this since',
    conflictBody: 'Nothing was taken back. If you go on, what stands there now is lost.',
    insist: 'Take back all the same',
    leave: 'Leave it as it is',
    places: (count: string): string => `What was changed (${count})`,
  },
  run: {
    reason: (title: string): string => `For: ${title}`,
    states: { waiting: 'to come', begun: 'now', done: 'done', stopped: 'stopped' },
    steps: {
      change: (what: string): string => `Change: ${what}`,
      putBack: 'Put back what was changed',
      compare: 'Check in between',
      signIn: (proxy: string): string => `Enter the sign-in for ${proxy}; it is tried there before it is stored`,
      address: 'Enter the right address of the proxy',
      request: { admin: 'Pass it on to your IT department', site: 'Pass it on to the owner of the site' },
      wait: (times: string): string => `Try again after ${times}`,
      verify: 'Check again whether it works',
      verifyByHand: 'Check how it stands',
    },
    planning: 'Planning the fix …',
    noCheck: 'A fix belongs to a check, and none has been made yet.',
    noPractice: 'The last check was a practice scene. Your real settings are not touched for it.',
    start: 'Start',
    stop: 'Stop the fix',
    goesOn: 'It goes on when you leave this page. Stopping puts everything back.',
    undoNote: 'You can take this back at any time, also tomorrow.',
    question: 'Your part',
    read: 'Do this, then go on. It can’t be seen from here.',
    goOn: 'Go on',
    copyCommand: 'Copy the command',
    openAddress: 'Open it',
    keepAsk: 'It did not help as it should. Should everything be as before, or stay changed?',
    keep: 'Leave it changed',
    address: 'Address of the proxy',
    addressHint: 'With its port, e.g. proxy.example.com:8080',
    working: 'Working …',
    changing: (what: string, step: number, of: number): string => `Changing ${what} (${String(step)} of ${String(of)})`,
    left: 'Not everything could be put back. The list below goes on with it.',
    bugBody: 'Everything that was changed is put back. Look at the list below.',
    seeResult: 'See the result',
    seeNew: 'See what was found now',
    others: 'Other ways to fix it',
    putAway: 'Done',
  },
  edit: {
    button: 'Change …',
    buttonFor: (source: string): string => `Change ${source}`,
    title: (source: string): string => `Change: ${source}`,
    mode: 'How sites are reached',
    fields,
    fieldsFor: (schemes: string): string => `Proxy for ${schemes}`,
    address: 'Address',
    addressHint: 'Name or number of the proxy, e.g. proxy.example.com',
    port: 'Port',
    kind: 'Kind',
    exceptions: 'Exceptions, one a line',
    exceptionsHint: 'Hosts that are reached without the proxy, e.g. .example.com or 192.0.2.0/24',
    reversed: 'Only these use the proxy, one a line',
    pacUrl: 'Address of the script',
    scriptProblem,
    portProblem: 'A port is a number from 1 to 65535.',
    preview: 'Show what changes',
    previewing: 'Looking …',
    willChange: 'This will change',
    done: 'Changed.',
    doneNextSignIn: 'Changed. It counts for programs from your next sign-in to this computer on.',
    notDeciding: (source: string): string => `Browsers follow other settings here: ${source}`,
    check: 'Check whether it works',
    verifying: 'Checking whether it works with the new settings…',
    undo: 'Take back',
  },
  browsers: {
    open: { page: 'Open: cookies and cache', passwords: 'Open: saved passwords' },
    copy: { page: 'Copy the address: cookies and cache', passwords: 'Copy the address: saved passwords' },
    start: 'Start the browser',
    paste: 'It takes these addresses only from its own address line: paste there.',
    safari: 'Press ⌘ and the comma, then choose Privacy, or Passwords.',
    notOpened: 'It could not be started.',
  },
  tools: {
    title: 'Programs with proxy settings of their own',
    lead: (url: string): string => `Compared with the way to ${url}`,
    says: 'What it says',
    where: 'Where',
    none: 'No program with proxy settings of its own was found.',
    set: 'Set like this computer',
    setFor: (name: string): string => `Set like this computer: ${name}`,
    routeUnknown: 'The way of this computer is not known, so nothing can be planned.',
    stray: (names: string) => `But programs here go another way: ${names}.`,
    strayReason: 'Sites are reached, but programs here go another way.',
    notHere: (names: string): string => `Not found here: ${names}`,
  },
};
