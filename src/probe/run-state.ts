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
  const bundled = new Set(rootCertificates.map(base64Of));
  // The system's store mostly repeats Node's list; a context with nothing new in it costs 10 ms less.
  const ownAnchors = anchors.filter((pem) => !bundled.has(base64Of(pem)));
  if (ownAnchors.length === 0) return { secureContext: createSecureContext(), ownAnchors };
  try {
    return { secureContext: createSecureContext({ ca: [...rootCertificates, ...ownAnchors] }), ownAnchors };
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    return readOneByOne(ownAnchors);
  }
}

/** One damaged certificate in the store must not take the others away. */
function readOneByOne(anchors: readonly string[]): Trust {
  const sound = anchors.filter((pem) => {
    try {
      createSecureContext({ ca: [pem] });
      return true;
    } catch (thrown) {
      if (thrown instanceof Error) return false;
      throw thrown;
    }
  });
  return { secureContext: createSecureContext({ ca: [...rootCertificates, ...sound] }), ownAnchors: sound };
}
