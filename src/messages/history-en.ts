/** English words of the history: entries, the commands on it, its page. */
import type { ChangedBy, ChangedThing, HistoryKind } from '../watch/history-entry.ts';

const kinds: Record<HistoryKind, string> = {
  check: 'Check',
  change: 'Change',
  fix: 'Fix',
  notice: 'Notice',
  answer: 'Answer',
};

const things: Record<ChangedThing, string> = {
  settings: 'The proxy settings',
  network: 'The network connection',
  vpn: 'The VPN',
  credentials: 'A stored sign-in',
  tools: 'The settings of tools',
};

const changedBy: Record<ChangedBy, string> = {
  person: 'by you, with Throughway',
  preset: 'by a preset',
  program: 'by another program',
  system: 'by this computer itself',
};

/** What happened to a thing, as one sentence without full stop. */
const happened: Record<ChangedThing, string> = {
  settings: 'The proxy settings were changed',
  network: 'The network connection changed',
  vpn: 'The VPN was switched',
  credentials: 'A stored sign-in was changed',
  tools: 'The settings of tools were changed',
};

export const historyEn = {
  kinds,
  things,
  changedBy,
  happened,
  changedByProgram: (program: string): string => `by ${program}`,
  /** Says what happened at the same time, and leaves open whether it was the cause. */
  changedAlongside: (who: string, vpn: string): string => `${who}, at the moment when this VPN was switched: ${vpn}`,
  byWatch: 'by the watch',
  byPerson: 'started by you',
  fixOutcomes: {
    cured: 'cured',
    remaining: 'the cause is still there',
    new: 'another cause came up',
    failed: 'it could not be carried out',
    cancelled: 'cancelled',
  },
  changeStates: { applied: 'made', undone: 'taken back' },
  answers: { yes: 'You said that it helped', no: 'You said that it did not help' },
  notices: {
    problem: 'Told you that something stopped working',
    resolved: 'Told you that it works again',
    changed: 'Told you of a change',
  },
  noticeShown: {
    yes: 'shown',
    'quiet-hours': 'kept back in the quiet hours',
    'too-many': 'kept back, because there were several shortly before',
  },
  nothing: 'nothing',
  /** One part of a change. */
  fromTo: (what: string, from: string, to: string): string => `${what}: ${from} → ${to}`,
  times: {
    dns: 'Name look-up',
    connect: 'Connection',
    proxy: 'Answer of the proxy',
    tls: 'Encryption',
    site: 'Answer of the site',
  },
  loss: (lost: number, attempts: number): string => `${String(lost)} of ${String(attempts)} test connections were lost`,
  page: {
    title: 'History',
    lead: 'What was checked, what changed, and what you were told. It stays on this computer and holds no passwords.',
    kind: 'Show',
    all: 'Everything',
    search: 'Search',
    searchHint: 'An address, a cause, a name',
    export: 'Export as a table',
    exportJson: 'Export as JSON',
    none: 'Nothing has happened yet.',
    noneHint: 'Every check adds a line here. While the watch is on, it adds more by itself.',
    noneFound: 'Nothing fits. Search for something else, or show everything.',
    more: 'Show older entries',
    unreadable: (count: number): string =>
      count === 1
        ? 'One line could not be read and is left out.'
        : `${String(count)} lines could not be read and are left out.`,
    listLabel: 'Entries, the newest first',
    back: 'All entries',
    again: 'Check this address again',
    article: 'Read more about this',
    route: 'Way taken',
    timesTitle: 'How long each part took',
    partsTitle: 'What changed',
    plotTitle: 'How long checks took, and which ones failed',
    plotLabel: (checks: number, failed: number, from: string, to: string): string =>
      `${String(checks)} checks from ${from} to ${to}, ${String(failed)} of them without success`,
    plotGood: 'It worked',
    plotBad: 'It did not work',
    plotLoss: (percent: string): string => `${percent} of the checks failed`,
    lossTitle: 'Packets lost on the way to the proxy or site',
    lossLine: (lost: number, attempts: number, percent: string): string =>
      lost === 0
        ? `None of ${String(attempts)} test connections was lost.`
        : `${String(lost)} of ${String(attempts)} test connections were lost (${percent}).`,
    lossWorst: (at: string, lost: number, attempts: number): string =>
      `Most at ${at}: ${String(lost)} of ${String(attempts)}.`,
    milliseconds: 'ms',
  },
  watching: {
    title: 'Watch',
    lead: 'Throughway looks by itself now and then and tells you when something stops working, and when it works again.',
    keep: 'Keep watching',
    on: 'On',
    off: 'Off',
    every: 'Minutes between two looks',
    everyHint: 'From 1 to 1440. After a change of the network or the settings it looks at once.',
    quiet: 'Quiet hours',
    quietFrom: 'from',
    quietTo: 'until',
    quietHint: 'Nothing is shown in this time. Leave both empty for none.',
    urls: 'Addresses to look at',
    urlsHint: 'One a line, at most ten. Empty: the address that a check begins with.',
    save: 'Apply',
    saved: 'Applied.',
    checkNow: 'Look now',
    pause: 'Pause',
    resume: 'Go on',
    looking: 'Looking …',
    paused: 'Paused',
    next: (time: string): string => `Next look: ${time}`,
    held: 'The proxy refused the sign-in. Nothing is sent until you correct it.',
    allWell: 'Everything works',
    notWell: (title: string): string => `Not working: ${title}`,
    openWindow: 'Open Throughway',
    quit: 'Quit',
  },
  watch: {
    begun: (interval: string): string =>
      `Watching: a look every ${interval}, and at once when the network or the settings change. Press Ctrl+C to stop.`,
    ended: 'The watch has ended.',
    elsewhere: {
      window: (pid: number): string =>
        `The window of Throughway (process ${String(pid)}) already watches this. What it finds is shown here; this one takes over when it ends.`,
      terminal: (pid: number): string =>
        `Throughway in another terminal (process ${String(pid)}) already watches this. What it finds is shown here; this one takes over when it ends.`,
    },
    held: 'The proxy refused the sign-in. Nothing more is sent until it changes, so that the account is not locked.',
    problem: (title: string): string => `It stopped working: ${title}`,
    resolved: 'It works again',
    wasThere: (title: string): string => `before: ${title}`,
    keptBack: 'not shown as a notification',
    intervalRange: (text: string): string =>
      `"${text}" is not a possible interval. Give a whole number of seconds from 5 to 86400.`,
    needsWatch: '--interval needs --watch, because without it every URL is checked once. Add --watch.',
  },
  cli: {
    none: 'There is no entry yet. Every "throughway diagnose" adds one.',
    noneFound: 'No entry fits. Widen the search, or leave options out.',
    more: (shown: number): string =>
      `The newest ${String(shown)} entries are shown. See more with --limit NUMBER or --since DATE.`,
    unreadable: (count: number): string =>
      count === 1
        ? 'One line of the history could not be read and was left out.'
        : `${String(count)} lines of the history could not be read and were left out.`,
    notKept: (file: string, why: string): string =>
      `This check was not added to the history, because ${file} cannot be written (${why}).`,
    readProblem: (file: string, why: string): string =>
      `The history in ${file} could not be read (${why}). Make its folder readable, or name another one with THROUGHWAY_DATA_DIR.`,
    showHint: 'See one in full with "throughway history show ID".',
    exported: (count: number, file: string): string => `${String(count)} entries were written to ${file}.`,
    writeProblem: (file: string, why: string): string =>
      `The file ${file} could not be written (${why}). Choose another place.`,
    badTime: (option: string, text: string): string =>
      `"${text}" is not a time for ${option}. Write a date such as 2026-11-22, or how long ago, such as 90m, 12h or 7d.`,
    badLimit: (text: string): string =>
      `"${text}" is not a possible number of entries. Give a whole number from 1 to 100000.`,
    badCode: (text: string): string => `"${text}" is not a cause code. "throughway explain --list" shows them all.`,
    noEntry: (id: string): string => `There is no entry "${id}". "throughway history list" shows the ids.`,
  },
};
