/** A small cookie jar for one target: enough that a cookie-setting redirect does not look like a loop (RFC 6265 section 5). */
import { createHash } from 'node:crypto';
import { Secret } from '../base/secret.ts';

const MOST_COOKIES = 50;
const LONGEST_COOKIE = 4_096;

/** Cookies by host; domain and path attributes are read generously, expiry only as "taken away". */
export class CookieJar {
  readonly #cookies = new Map<string, { readonly domain: string; readonly name: string; readonly value: string }>();

  /** Takes what an answer to `url` sets. */
  take(url: string, setCookie: readonly string[]): void {
    const host = new URL(url).hostname;
    for (const line of setCookie.slice(0, MOST_COOKIES)) {
      if (line.length > LONGEST_COOKIE) continue;
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      if (at < 1) continue;
      const name = pair.slice(0, at).trim();
      const domain = domainOf(attributes, host);
      const key = `${domain} ${name}`;
      if (isTakenAway(attributes)) this.#cookies.delete(key);
      else if (this.#cookies.size < MOST_COOKIES || this.#cookies.has(key)) {
        this.#cookies.set(key, { domain, name, value: pair.slice(at + 1).trim() });
      }
    }
  }

  /** Returns the `Cookie` header for a URL, `null` where there is nothing to send. */
  headerFor(url: string): Secret | null {
    const host = new URL(url).hostname;
    const fitting = [...this.#cookies.values()].filter(({ domain }) => host === domain || host.endsWith(`.${domain}`));
    return fitting.length === 0 ? null : new Secret(fitting.map(({ name, value }) => `${name}=${value}`).join('; '));
  }

  /** Returns a text that is the same exactly when URL and cookies are. */
  fingerprint(url: string): string {
    const withoutFragment = url.replace(/#.*$/s, '');
    return createHash('sha256')
      .update(withoutFragment)
      .update('\n')
      .update(this.headerFor(url)?.open() ?? '')
      .digest('hex');
  }
}

function domainOf(attributes: readonly string[], host: string): string {
  const given = attributes.map((text) => /^\s*domain\s*=\s*\.?(.*?)\s*$/i.exec(text)?.[1]).find((text) => text);
  const domain = given?.toLowerCase() ?? host;
  // A cookie for somebody else's domain, or for a whole top-level domain, is not taken beyond this host.
  return host.endsWith(`.${domain}`) && domain.includes('.') ? domain : host;
}

function isTakenAway(attributes: readonly string[]): boolean {
  return attributes.some((text) => /^\s*max-age\s*=\s*(0|-\d+)\s*$/i.test(text));
}
