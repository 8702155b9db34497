/** Builds the bytes of the few HTTP/1.1 requests that probes send (RFC 9112 section 3). */
import type { Secret } from '../base/secret.ts';

const USER_AGENT = 'Throughway/0.1';

/** A request without a body. */
export interface RequestParts {
  readonly method: 'GET' | 'CONNECT' | 'OPTIONS';
  /** As it stands in the request line: authority-form, absolute-form or origin-form. */
  readonly requestUri: string;
  /** Value of `Host`: host, and port unless it is the scheme's own. */
  readonly host: string;
  readonly toProxy: boolean;
  readonly proxyAuthorization?: Secret | null;
  readonly authorization?: Secret | null;
  readonly cookie?: Secret | null;
  readonly maxForwards?: number;
  /** In place of our own name: what other programs are answered. */
  readonly userAgent?: string;
  /** Leave out all that is not required. */
  readonly small?: boolean;
}

/** Returns the request as bytes. */
export function requestBytes(parts: RequestParts): Buffer {
  return Buffer.from(requestText(parts), 'latin1');
}

/** Returns the request as a byte string; this is one of the few places where a secret is opened. */
export function requestText(parts: RequestParts): string {
  const lines = [`${parts.method} ${parts.requestUri} HTTP/1.1`, `Host: ${parts.host}`];
  if (parts.small !== true) lines.push(`User-Agent: ${parts.userAgent ?? USER_AGENT}`);
  if (parts.method === 'GET' && parts.small !== true) lines.push('Accept: */*', 'Accept-Encoding: identity');
  if (parts.proxyAuthorization) lines.push(`Proxy-Authorization: ${oneLine(parts.proxyAuthorization)}`);
  if (parts.authorization) lines.push(`Authorization: ${oneLine(parts.authorization)}`);
  if (parts.cookie) lines.push(`Cookie: ${oneLine(parts.cookie)}`);
  if (parts.maxForwards !== undefined) lines.push(`Max-Forwards: ${String(parts.maxForwards)}`);
  // HTTP/1.0 proxies keep a connection that a sign-in needs only when asked by this name (curl does the same).
  if (parts.toProxy) lines.push('Proxy-Connection: keep-alive');
  else lines.push('Connection: keep-alive');
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Returns `host:port` as authority-form wants it, IPv6 in brackets. */
export function authorityOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

/** Returns the host of a URL without the brackets of an IPv6 literal. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** Returns the port of a URL, its scheme's own where none is written. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

/** A line break inside a value would let it write headers of its own. */
function oneLine(value: Secret): string {
  return value.open().replace(/[\r\n]/g, '');
}
