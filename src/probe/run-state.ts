/** What the probes of one run share and nothing else may keep: names looked up, sign-ins tried, the trust store. */
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { DEADLINES } from '../base/deadline.ts';
import type { WayId } from '../observation/observation.ts';
import { base64Of } from './certificate-fact.ts';
import { NameCache } from './name-cache.ts';
import type { SharedSignIns } from './shared-sign-ins.ts';
import { SignInLedger } from './sign-in-ledger.ts';

/** Trust anchors beside Node's own list, and the context that holds both. */
export interface Trust {
  readonly secureContext: SecureContext;
  readonly ownAnchors: readonly string[];
}

/** Where the anchors beside Node's own list come from. */
interface AnchorSource {
  readonly trustAnchors: () => Promise<readonly string[]>;
}

/** State of one run; made once per diagnosis. */
export interface RunState {
  readonly names: NameCache;
  readonly ledger: SignInLedger;
  nextWayId(): WayId;
  trust(context: AnchorSource): Promise<Trust>;
  /** Work that nobody waits for now (notes in the keychain); settled by `endRun`. */
  later(work: Promise<unknown>): void;
  /** Waits a little for what was put off. Call it when the run is over. */
  endRun(): Promise<void>;
}

/** Returns the state for a new run; runs that are given the same `shared` take turns at a proxy and know each other's refusals. */
export function createRunState(shared?: SharedSignIns): RunState {
  let ways = 0;
  let trust: Promise<Trust> | null = null;
  const putOff: Promise<unknown>[] = [];
  return {
    names: new NameCache(),
    ledger: new SignInLedger(shared),
    nextWayId: () => {
      ways += 1;
      return `w${ways}`;
    },
    trust: (context) => {
      trust ??= readTrust(context);
      return trust;
    },
    later: (work) => {
      // What fails here is of no weight for the run; without this it would end the whole program.
      putOff.push(work.catch(() => undefined));
    },
    endRun: async () => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, DEADLINES.keychain.ms);
      });
      await Promise.race([Promise.allSettled(putOff), limit]);
      clearTimeout(timer);
    },
  };
}

async function readTrust(context: AnchorSource): Promise<Trust> {
  // A store that can't be read adds nothing; Node's own list still stands.
  const anchors = await context.trustAnchors().catch((): readonly string[] => []);
  if (anchors.length === 0) return { secureContext: createSecureContext(), ownAnchors: [] };
  const bundled = new Set(rootCertificates.map(endOf));
  // The system's store mostly repeats Node's list.
  const ownAnchors = anchors.filter((pem) => !bundled.has(endOf(pem)));
  if (ownAnchors.length === 0) return { secureContext: createSecureContext(), ownAnchors };
  const secureContext = createSecureContext();
  const added = addedTo(secureContext, ownAnchors);
  if (added !== null) return { secureContext, ownAnchors: added };
  return { secureContext: createSecureContext({ ca: [...rootCertificates, ...ownAnchors] }), ownAnchors };
}

/** The end of the signature tells certificates apart; to compare all of three hundred takes 5 ms. */
function endOf(pem: string): string {
  return base64Of(pem.slice(-200)).slice(-64);
}

/**
 * Adds anchors to those that Node has at hand, which takes a tenth of the time of handing all of them in as `ca` (30 ms).
 * Returns those that were taken, as one damaged certificate must not take the others away; `null`: this runtime can't.
 */
function addedTo(secureContext: SecureContext, anchors: readonly string[]): readonly string[] | null {
  const native: unknown = secureContext.context;
  if (typeof native !== 'object' || native === null) return null;
  // What `createSecureContext` itself calls for each of `ca`.
  const add: unknown = Reflect.get(native, 'addCACert');
  if (typeof add !== 'function') return null;
  return anchors.filter((pem) => {
    try {
      Reflect.apply(add, native, [pem]);
      return true;
    } catch (thrown) {
      if (thrown instanceof Error) return false;
      throw thrown;
    }
  });
}
