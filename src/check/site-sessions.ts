/**
 * TLS sessions of sites whose certificate was found good, to be gone on with on further connections: neither side has to
 * prove or check it again (RFC 8446 section 2.2). They are kept for one run only.
 */
import { openPromise } from '../base/open-promise.ts';

/** Nobody asks that many sites at the same time; the oldest give way. */
const MOST_SITES = 500;
/** What a near site takes; a far one everybody greets for himself after this. */
const MOST_WAIT_MS = 150;

interface SiteSession {
  /** Ends when the first connection to the site has left a session, has failed, or takes long. */
  readonly first: Promise<void>;
  readonly endFirst: () => void;
  session: Buffer | null;
}

export class SiteSessions {
  readonly #sites = new Map<string, SiteSession>();

  /** Returns the latest session with a place; while somebody greets it for the first time that is waited for. */
  find(place: string): Buffer | null | Promise<Buffer | null> {
    const known = this.#sites.get(place);
    if (known !== undefined) return known.session ?? known.first.then(() => known.session);
    const { promise, resolve } = openPromise();
    const timer = setTimeout(resolve, MOST_WAIT_MS);
    const endFirst = (): void => {
      clearTimeout(timer);
      resolve();
    };
    this.#sites.set(place, { first: promise, endFirst, session: null });
    const [oldest] = this.#sites.keys();
    if (this.#sites.size > MOST_SITES && oldest !== undefined) {
      this.noneFrom(oldest);
      this.#sites.delete(oldest);
    }
    return null;
  }

  /** Keeps a session for whoever greets this place next. */
  keep(place: string, session: Buffer): void {
    const known = this.#sites.get(place);
    if (known === undefined) return;
    known.session = session;
    known.endFirst();
  }

  /** The greeting left none. */
  noneFrom(place: string): void {
    this.#sites.get(place)?.endFirst();
  }
}
