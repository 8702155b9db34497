/** The pieces of a target's URL as a request names them, cut out of the text: a URL object for each costs more than asking. */
import type { Target } from '../route/target.ts';

/** Returns host and, unless it is the scheme's own, port, as they stand in the URL: the value of `Host`. */
export function hostHeaderOf({ url, scheme }: Target): string {
  return url.slice(scheme.length + 3, pathStart(url));
}

/** Returns path and query: the request target in origin-form (RFC 9112 section 3.2.1). */
export function pathOf({ url }: Target): string {
  return url.slice(pathStart(url));
}

/** Returns the target that a URL names. */
export function targetOfUrl(url: URL): Target {
  const isSecure = url.protocol === 'https:';
  return {
    url: url.href,
    scheme: isSecure ? 'https' : 'http',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
  };
}

/** A normalised URL always has a path. */
function pathStart(url: string): number {
  return url.indexOf('/', url.indexOf('//') + 2);
}
