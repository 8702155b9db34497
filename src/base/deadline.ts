/**
 * Every wait of the product, by name, with its length and the reason for it.
 * A wait that isn't in this table does not exist.
 */
export const DEADLINES = {
  run: { ms: 15_000, reason: 'the whole diagnosis; people give up after that, and cli.md promises it' },
  dnsLookup: { ms: 3_500, reason: 'two tries of a resolver plus one network round trip; a third try has never helped' },
  tcpConnect: { ms: 3_000, reason: 'the first SYN, its retries after 1 s and (in part) after 3 s; longer is silence' },
  proxyReply: {
    ms: 4_000,
    reason: 'a proxy that resolves and connects for us needs about 2 s on a slow link; askers may extend it',
  },
  tlsHandshake: { ms: 3_500, reason: 'two round trips through a tunnel, once retransmitted' },
  httpReply: { ms: 5_000, reason: 'the first byte of an answer; a healthy page begins within a second' },
  httpBody: { ms: 2_000, reason: 'only the first kilobytes of a body are looked at' },
  kindTry: { ms: 1_500, reason: 'each of the handshakes of another proxy kind; a proxy answers a greeting at once' },
  banner: { ms: 700, reason: 'a service that speaks first does so at once' },
  portTry: { ms: 1_200, reason: 'a port on a host whose round trip is known from the first try' },
  ping: { ms: 1_000, reason: 'one echo; longer means no' },
  command: { ms: 2_000, reason: 'a command of the operating system that only reads' },
  keychain: { ms: 3_000, reason: 'a hanging keyring blocks for 50 s on its own' },
  pacFetch: { ms: 5_000, reason: 'a PAC script is small; browsers wait 30 s and look frozen' },
  pacRun: { ms: 2_000, reason: 'a script that needs longer makes every page slow' },
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

/**
 * Starts a named wait inside an outer signal. Dispose it when the work is done, so that no timer stays behind.
 * @param within the signal of the whole run; its abort is passed on with its own reason
 * @param options.ms another length than the table's, e.g. what is left of the run's budget
 */
export function startWait(name: DeadlineName, within: AbortSignal, options: { readonly ms?: number } = {}): Wait {
  const ms = Math.min(options.ms ?? DEADLINES[name].ms, 2 ** 31 - 1);
  const controller = new AbortController();
  const passOn = (): void => {
    controller.abort(within.reason);
  };
  if (within.aborted) passOn();
  else within.addEventListener('abort', passOn, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new DeadlinePassed(name, ms));
  }, ms);
  return {
    signal: controller.signal,
    ms,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      within.removeEventListener('abort', passOn);
    },
  };
}
