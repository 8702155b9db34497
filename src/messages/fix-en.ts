/** English words of guided fixes: what the person does, what is watched, how it ended. */
import type { FixProblem, Verification } from '../fix/fix-tools.ts';
import type { GuideArgs, GuideId, NoFixHere, WatchFor } from '../fix/fix-flow.ts';

/** A part of a sentence that is only there where it is known. */
const when = (text: string | undefined, say: (text: string) => string): string =>
  text === undefined || text === '' ? '' : say(text);

const guides: Record<GuideId, (args: GuideArgs) => string> = {
  'connect-network': () => 'Plug in the network cable, or choose your Wi-Fi and connect to it.',
  'sign-in-to-portal': ({ url }) =>
    `Open ${url ?? 'any http:// page'} in your browser, and sign in to the network or accept its terms there.`,
  'connect-vpn': ({ name }) => `Connect the VPN${when(name, (one) => ` "${one}"`)} with its own program.`,
  'disconnect-vpn': ({ name }) => `Disconnect the VPN${when(name, (one) => ` "${one}"`)} for a moment.`,
  'split-tunnel': ({ name, address, interface: link, command }) =>
    `The VPN${when(name, (one) => ` (${one})`)} also takes the packets to the proxy. They have to stay outside: the VPN needs an exception for ${address ?? ''}, which is reached over ${link ?? ''}. To try it until the next restart, an administrator types: ${command ?? ''}`,
  'choose-dns': ({ name, address, server, command }) =>
    `The VPN${when(name, (one) => ` (${one})`)} brings name servers that don't know the proxy's name. Names below ${address ?? ''} have to be asked of ${server ?? ''}. To set it, an administrator types: ${command ?? ''}`,
  'set-clock': ({ command }) =>
    `Turn on "Set time automatically" in the date and time settings of this computer${when(command, (one) => `, or type: ${one}`)}`,
  'unlock-keychain': () => 'Unlock the keychain: answer the window that asks for its password.',
  'sign-in-to-site': ({ url }) => `Open ${url ?? 'the site'} in your browser, and sign in there again.`,
  'open-url': ({ url }) => `Use this address: ${url ?? ''}. Correct your bookmark as well.`,
  'check-url': () => 'Look at the address letter by letter: one letter too many or too few, or an old bookmark.',
  'change-variable': ({ command, file }) =>
    `These settings are variables of your shell, which no other program can change. Type: ${command ?? ''}${when(file, (one) => `\nTo make it last, change the lines at ${one}.`)}`,
  'change-managed-setting': ({ source }) =>
    `Your organisation fixes this setting${when(source, (one) => ` (${one})`)}; only your IT department can change it.`,
  'allow-in-security-software': ({ product, address, rule }) =>
    `Open ${product ?? 'the security software'} and allow connections to ${address ?? 'this address'}.${when(rule, (one) => ` The rule that blocks: ${one}.`)}`,
  'allow-in-firewall': ({ address, command }) =>
    `Allow connections to ${address ?? 'this address'} in the firewall of this computer. As an administrator: ${command ?? ''}`,
  'clear-browser-data': ({ url, browsers }) =>
    `What will be lost: without its cookies ${url ?? 'the site'} signs you out and forgets what you had set or put into a basket there; with the cache only time, since pages load anew; a saved password is gone for good, so have it at hand first. Remove only this site's entries, and other sites keep theirs.\nThen clear the cookies and cached files of ${url ?? 'the site'}, and its saved password if it is an old one.${when(browsers, (list) => `\nThe pages for it, first cookies and cache, then passwords:\n${list}\nFirefox opens them by itself ("--browser firefox"); the others take them only in their own address line: copy and paste.`)}`,
  'restart-programs': ({ name }) =>
    `It works now. These programs still hold the old settings: ${name ?? ''}. Close all of their windows and start them again.`,
};

const watching: Record<WatchFor['on'], string> = {
  network: 'Waiting until the network is connected …',
  vpn: 'Waiting until the VPN has changed …',
  'portal-passed': 'Waiting until the network lets you through …',
  clock: 'Waiting until the clock is right …',
  keychain: 'Waiting until the keychain is unlocked …',
  settings: 'Waiting until the setting has changed …',
  restart: 'Waiting until the programs that hold the old settings have been started again …',
  target: 'Waiting until the site answers …',
};

/** The problems of a change and a plan have sentences of their own. */
const problems: Record<Exclude<FixProblem['kind'], 'plan' | 'apply' | 'not-put-back'>, string> = {
  declined: 'Nothing was changed.',
  cancelled: 'Cancelled. Everything is as before.',
  'not-seen': 'Nothing of it could be seen in time. Everything is as before; run the fix again when you have done it.',
  'credentials-refused': 'The proxy does not accept this user name and password. Nothing was stored.',
  'credentials-untested': 'The proxy could not be asked about this sign-in, so nothing was stored. Try again later.',
  'no-keychain': 'There is no keychain in which the password could be stored safely. Nothing was stored.',
  'with-somebody-else': 'This is for somebody else to do. The message is ready to be sent.',
};

const results: Record<Verification<unknown>['result'], string> = {
  cured: 'Cured: the same check is fine now.',
  still: 'That was not it: the same cause is still there.',
  'something-new': 'This cause is gone, and another one came to light.',
  'by-hand': 'This change is yours to make; Throughway cannot see it from here.',
};

const noFix: Record<NoFixHere['kind'], string> = {
  'not-proposed': 'This fix does not fit the cause that was found.',
  'no-replacement': 'Nothing is known that could be put in place of what is wrong.',
  'no-settings': 'There is no setting here that could be changed for it.',
  'not-allowed': 'Your organisation keeps this fix to its IT department. Ask them to do it.',
};

export const fixEn = {
  guides,
  watching,
  problems,
  results,
  noFix,
  /** What a diagnosis in between said. */
  compared: (title: string) => `Tried without the VPN: ${title}`,
  sameWay: 'The programs go the same way now.',
  willWork: 'Tried with the new value: it works.',
  restarted: 'No program holds the old settings any more.',
  waiting: (duration: string) => `Trying again in ${duration} …`,
  takenBack: 'Everything is as before the fix.',
  notTakenBack: (id: string) => `Not everything could be taken back. "throughway undo ${id}" goes on with it.`,
  undoHint: (id: string) => `"throughway undo ${id}" takes the change back.`,
  remains: (title: string) => `Now: ${title}`,
  cli: {
    nothingToFix: 'Nothing has to be fixed: the site answers.',
    noFixes: 'There is no fix for this cause that could be run here.',
    steps: 'Steps',
    willChange: 'This will change',
    needsAdministrator: 'needs administrator rights',
    byHand: 'by hand',
    request: 'writes a message that is ready to be sent',
    signIn: 'asks for user name and password, and tries them at the proxy before they are stored',
    address: (current: string) => `asks for the right address${current === '' ? '' : ` (now: ${current})`}`,
    wait: (durations: string) => `tries again after ${durations}`,
    verify: 'checks again',
    putBack: 'puts back what was changed',
    compare: 'checks in between',
    vpn: (name: string, to: string) => `VPN ${name}: ${to === 'up' ? 'on' : 'off'}`,
    unknownFix: (id: string, known: string) => `There is no fix "${id}". The fixes are: ${known}.`,
    notProposed: (id: string, code: string) =>
      `The fix "${id}" does not fit the cause that was found (${code}). "throughway fix --list" shows those that do.`,
    listHint: 'Run one with "throughway fix ID".',
    askAddress: (current: string) => `Address of the proxy${current === '' ? '' : ` (now ${current})`}: `,
    noAddress: 'The address of the proxy is missing. Add --proxy HOST:PORT.',
    keep: 'Keep the change all the same? (y/n) ',
    enter: 'Press Enter when you have done it. ',
    noBrowser: (name: string, here: string) => `The browser "${name}" is not here. Found: ${here}.`,
    browserOpened: (name: string) => `${name} was started.`,
    browserNotOpened: (name: string) => `${name} could not be started.`,
    mailTo: (address: string) => `To: ${address}`,
    subject: 'Subject',
    undoneAll: (count: number) =>
      count === 1 ? 'One change was taken back.' : `${String(count)} changes were taken back.`,
    askUndoAll: (count: number) => `Take back ${count === 1 ? 'one change' : `all ${String(count)} changes`}? (y/n) `,
  },
};
