/** Every wait of the product, by name. A wait that isn't in this table does not exist. */
import { setMaxListeners } from 'node:events';
import { afterAwake } from './awake-timer.ts';

/** Lengths of the waits, with the reason for each. */
export const DEADLINES = {
  run: { ms: 15_000, reason: 'the whole diagnosis; people give up after that, and cli.md promises it' },
  inspectSite: {
    ms: 45_000,
    reason: 'up to twenty redirects, the same page three times; an owner who looks closely waits',
  },
  inspectProxy: {
    ms: 150_000,
    reason: 'seven tunnels that may each be silent, and a hundred small requests, one by one',
  },
  dnsLookup: { ms: 3_500, reason: 'two tries of a resolver plus one network round trip; a third try has never helped' },
  tcpConnect: {
    ms: 3_300,
    reason:
      'the first SYN and its retries after 1 s and 3 s; a router that looks for a host in vain says so after 3 s as well (RFC 1122 section 2.3.2.1)',
  },
  systemLookupGrace: {
    ms: 150,
    reason: 'the hosts file and mDNS go before DNS; the system look-up that knows them answers within this',
  },
  systemLookupAfterNo: { ms: 1_000, reason: 'the name server said no; only mDNS or a search domain can still say yes' },
  lateLookup: {
    ms: 4_150,
    reason:
      'a name server that is alive may be slow; programs wait 5 s for its first answer, a verdict must come before',
  },
  linkLookup: { ms: 2_000, reason: 'one given resolver that stands on our own link, asked twice' },
  connectStagger: { ms: 200, reason: 'RFC 8305 section 8: 100 to 250 ms before the next address is tried as well' },
  comparisonConnect: {
    ms: 1_600,
    reason:
      'a connection that only serves to compare: the first SYN and its retry after 1 s; a verdict must not wait for a third',
  },
  directComparison: {
    ms: 900,
    reason:
      'whether a site is reached past the proxy: three first SYNs of our own, the last one 400 ms before the end; the retry of the system comes after 1 s and would double the run',
  },
  proxyReply: {
    ms: 4_000,
    reason:
      'a proxy that resolves and connects for us needs about 2 s on a slow link; lateReply follows where something shows that it is at work',
  },
  comparisonReply: {
    ms: 3_200,
    reason: 'an answer that only serves to compare, asked beside a silence of four seconds: later it changes nothing',
  },
  lateReply: {
    ms: 5_500,
    reason: 'who is alive and still silent may be slow: with the first wait nearly ten seconds, what a person can bear',
  },
  signInProof: {
    ms: 6_000,
    reason:
      'the try on a control site: a refusal comes before anything is forwarded, and a slow directory service may take 4 s for it; sending again while it is under way could count as a second wrong password',
  },
  quality: { ms: 4_000, reason: 'thirty spaced connects; enough to see one loss in five' },
  tlsHandshake: { ms: 3_500, reason: 'two round trips through a tunnel, once retransmitted' },
  helloTry: {
    ms: 2_500,
    reason: 'a ClientHello of another size, to compare: one round trip, retransmitted after 0.2 to 1 s and once more',
  },
  httpReply: {
    ms: 4_000,
    reason:
      'the head of an answer; a healthy page begins within a second; lateReply follows where the site is alive, for slow reports',
  },
  httpBody: { ms: 2_000, reason: 'only the first kilobytes of a body are looked at' },
  kindTry: { ms: 1_500, reason: 'each of the handshakes of another proxy kind; a proxy answers a greeting at once' },
  kindRest: {
    ms: 500,
    reason:
      'a port that has answered HTTP: greetings of other kinds, sent at the same moment, are answered by then or never',
  },
  banner: { ms: 700, reason: 'a service that speaks first does so at once' },
  portTry: { ms: 1_200, reason: 'a port on a host whose round trip is known from the first try' },
  ping: { ms: 1_000, reason: 'one echo; longer means no' },
  command: { ms: 2_000, reason: 'a command of the operating system that only reads' },
  writingCommand: { ms: 10_000, reason: 'a command that changes a setting may have to start a service first' },
  vpnSwitch: { ms: 17_000, reason: 'a tunnel needs some round trips and a resolver; within changeStep' },
  powershell: { ms: 6_000, reason: 'loading its network modules takes two to four seconds on a cold computer' },
  keychain: { ms: 3_000, reason: 'a hanging keyring blocks for 50 s on its own' },
  wininet: {
    ms: 5_000,
    reason: 'loading the library in a child; then every window that is open is told of the change',
  },
  ticket: { ms: 4_000, reason: 'a domain controller is near; one that is gone holds the library for a minute' },
  pacFetch: { ms: 4_200, reason: 'a PAC script is small; browsers wait 30 s and look frozen' },
  pacNames: {
    ms: 5_000,
    reason: 'all names that one run of a PAC script asks for; each question has dnsLookup as well',
  },
  pacRun: { ms: 2_000, reason: 'a script that needs longer makes every page slow' },
  firstVisit: { ms: 600_000, reason: 'somebody has to copy the address into a browser, perhaps through a tunnel' },
  browserStart: {
    ms: 30_000,
    reason: 'a browser on a busy computer; then the private file that led it here is removed',
  },
  browserFailure: { ms: 1_500, reason: "a browser that can't start (no display, no sandbox) ends within a second" },
  relayRequestHead: {
    ms: 30_000,
    reason: 'a program on this computer writes its request in one go; a person by hand in 30 s',
  },
  relayIdleClient: {
    ms: 120_000,
    reason: 'browsers keep unused connections for one to five minutes and open new ones at no cost',
  },
  relayIdleUpstream: {
    ms: 50_000,
    reason: 'proxies close idle connections after 60 s and more; before that nobody is surprised',
  },
  relayConnect: {
    ms: 10_000,
    reason: 'SYN and its retries after 1, 3 and 7 s; behind a relay nobody watches, and another leg may follow',
  },
  relayTunnelReply: {
    ms: 120_000,
    reason: 'a proxy tries all addresses of a site before it answers CONNECT; squid takes up to a minute',
  },
  relayReply: {
    ms: 900_000,
    reason: 'as long as squid waits for a site (read_timeout); reports and long polls take minutes',
  },
  relayTurn: {
    ms: 90_000,
    reason: 'others sign in first, and the proxy may take a minute over it; a page that says so is better than none',
  },
  relayQuestion: { ms: 5_000, reason: 'a small question to the proxy itself, which it answers without asking anybody' },
  relayStalled: { ms: 300_000, reason: 'neither side of a transfer has moved a byte; slow readers move some' },
  relayTunnelIdle: { ms: 7_500_000, reason: 'RFC 5382 REQ-5: an established connection may be silent for 2 h 4 min' },
  relayHalfOpen: { ms: 60_000, reason: 'one side has ended and the other one says nothing more' },
  relayDrain: { ms: 5_000, reason: 'whoever asks us to end waits ten seconds before using force' },
  relayRefused: { ms: 1_000, reason: 'a refused client reads the page at once; then the connection goes' },
  windowReturns: { ms: 60_000, reason: 'a reload, or a computer that wakes up, closes the event line for a moment' },
  checkReply: {
    ms: 9_500,
    reason:
      'as long as a diagnosis waits for a slow site (httpReply and lateReply): what ends here, that one would not call ok',
  },
  changeStep: {
    ms: 20_000,
    reason:
      'reading, writing or reading back one place; PowerShell and network services need seconds on a cold computer',
  },
  change: { ms: 120_000, reason: 'all places of one change; then what was written is put back' },
  guidedStep: {
    ms: 600_000,
    reason: 'somebody looks for the right menu, and a VPN asks for a second factor; ten minutes are patience enough',
  },
  putBack: { ms: 120_000, reason: 'putting back after a failure or a cancel, which nothing else may cut short' },
} as const satisfies Record<string, { ms: number; reason: string }>;

export type DeadlineName = keyof typeof DEADLINES;

/** The wait ended because its named deadline passed. */
export class DeadlinePassed extends Error {
  readonly deadline: DeadlineName;
  readonly ms: number;

  constructor(deadline: DeadlineName, ms: number) {
    super(`deadline ${deadline} of ${String(ms)} ms passed`);
    this.name = 'DeadlinePassed';
    this.deadline = deadline;
    this.ms = ms;
  }
}

export interface Wait extends Disposable {
  /** Aborts when the deadline passes (reason: `DeadlinePassed`) or the outer signal does (its reason). */
  readonly signal: AbortSignal;
  readonly ms: number;
}

/** Beyond this a wait is about people or whole jobs, and simply passes; so does the run's own, which was promised. */
const LONGEST_AWAKE_MS = 20_000;

/**
 * Starts a named wait inside an outer signal. Dispose it when the work is done, so that no timer stays behind.
 * A wait for somebody else's answer counts only the time in which this process could have received it.
 * @param within the signal of the whole run; its abort is passed on with its own reason
 * @param options.ms another length than the table's, e.g. what is left of the run's budget
 */
export function startWait(name: DeadlineName, within: AbortSignal, options: { readonly ms?: number } = {}): Wait {
  const ms = Math.min(options.ms ?? DEADLINES[name].ms, 2 ** 31 - 1);
  const controller = new AbortController();
  // A wait has as many waits inside as there are things to do at once; that is no leak.
  setMaxListeners(0, controller.signal);
  const passOn = (): void => {
    controller.abort(within.reason);
  };
  if (within.aborted) passOn();
  else within.addEventListener('abort', passOn, { once: true });
  const stop = (name === 'run' || ms > LONGEST_AWAKE_MS ? after : afterAwake)(ms, () => {
    controller.abort(new DeadlinePassed(name, ms));
  });
  return {
    signal: controller.signal,
    ms,
    [Symbol.dispose]: () => {
      stop();
      within.removeEventListener('abort', passOn);
    },
  };
}

function after(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => {
    clearTimeout(timer);
  };
}
