import { Secret } from '../base/secret.ts';
import { canonicalHost, hostInUrl } from './canonical-host.ts';
import type { ProxyKind, ProxyServer } from './proxy-server.ts';
import type { ConfiguredServer, ProxyAddressProblem, UriCredentials } from './proxy-settings.ts';
import { redactProxyText } from './redact-proxy-text.ts';

/** Longer texts are no proxy address, and looking through them would only cost time. */
const MAX_ADDRESS_CHARS = 4096;

const KINDS = {
  http: 'http',
  https: 'https',
  socks: 'socks5',
  socks4: 'socks4',
  socks4a: 'socks4',
  socks5: 'socks5',
  socks5h: 'socks5',
} as const satisfies Record<string, ProxyKind>;

/** Ports for an address without one. Chromium: 80, 443, 1080; curl: 1080 for all but https. */
const DEFAULT_PORTS = {
  chromium: { http: 80, https: 443, socks4: 1080, socks5: 1080 },
  curl: { http: 1080, https: 443, socks4: 1080, socks5: 1080 },
} as const satisfies Record<string, Record<ProxyKind, number>>;

export interface ProxyUriOptions {
  /** The kind where no scheme is written; `http` unless told. */
  readonly defaultKind?: ProxyKind;
  /** Whose default ports apply; Chromium's unless told. */
  readonly defaultPorts?: keyof typeof DEFAULT_PORTS;
}

/** What is typed by an East Asian input method instead of ASCII: full-width forms, ideographic blank, comma and full stop. */
export const FULL_WIDTH = /[\u3000-\u3002\uFF01-\uFF5E\uFF61\uFFE5]/u;

/**
 * Returns the proxy server that a text names, or what is wrong with the text. Blanks around it don't count.
 * `direct://` is Chromium's word for "no proxy". A path after the port is ignored, as Chromium and curl do.
 * @example parseProxyServer('http://proxy.example:3128') // valid, http, proxy.example, 3128
 * @example parseProxyServer('http://http://proxy.example') // invalid, doubled-scheme
 * @see RFC 3986 §3.2
 */
export function parseProxyServer(text: string, options: ProxyUriOptions = {}): ConfiguredServer {
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/gu, '');
  if (trimmed === '') return { state: 'invalid', problem: { kind: 'empty' } };
  if (trimmed.length > MAX_ADDRESS_CHARS) return { state: 'invalid', problem: { kind: 'invalid-host' } };
  const problem = (kind: ProxyAddressProblem['kind']): ConfiguredServer => invalid(kind, trimmed);

  const { scheme, rest } = splitScheme(trimmed);
  if (scheme === 'direct') return { state: 'direct' };
  const split = splitUserinfo(rest);
  if (split === null) return { state: 'invalid', problem: { kind: 'unencoded-userinfo' } };
  const { userinfo, hostPort } = split;

  if (FULL_WIDTH.test(`${scheme ?? ''} ${hostPort}`)) return problem('full-width');
  if (/[\s\p{Cc}\p{Cf}]/u.test(trimmed)) return problem('blank-inside');
  if (scheme !== null && isDoubledScheme(rest)) return problem('doubled-scheme');
  if (scheme === null && isCrippledScheme(rest)) return problem('unknown-scheme');
  const kind = scheme === null ? (options.defaultKind ?? 'http') : kindOf(scheme);
  if (kind === null) return problem('unknown-scheme');

  const parts = splitPort(hostPort);
  if (parts === null) return problem('invalid-host');
  if (parts.host === '') return problem('missing-host');
  // `8080` alone is a port whose host was forgotten, not the address 0.0.31.144.
  if (parts.port === null && /^[0-9]+$/u.test(parts.host)) return problem('missing-host');
  const host = canonicalHost(parts.host);
  if (host === null) return problem('invalid-host');
  const port = parts.port === null ? DEFAULT_PORTS[options.defaultPorts ?? 'chromium'][kind] : parsePort(parts.port);
  if (typeof port !== 'number') return problem(port);

  const server: ProxyServer = { kind, host, port };
  return userinfo === null
    ? { state: 'valid', server }
    : { state: 'valid', server, credentials: parseUserinfo(userinfo) };
}

/** Returns the text of a proxy server with its kind and port, in the form that `parseProxyServer` reads. */
export function formatProxyServer(server: ProxyServer): string {
  return `${server.kind}://${hostInUrl(server.host)}:${String(server.port)}`;
}

/** Returns a port's number, or what is wrong with its text. */
export function parsePort(text: string): number | 'port-missing' | 'port-not-a-number' | 'port-out-of-range' {
  if (text === '') return 'port-missing';
  if (!/^[0-9]+$/u.test(text)) return 'port-not-a-number';
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : 'port-out-of-range';
}

function invalid(kind: ProxyAddressProblem['kind'], text: string): ConfiguredServer {
  return { state: 'invalid', problem: { kind, text: redactProxyText(text) } };
}

function splitScheme(text: string): { readonly scheme: string | null; readonly rest: string } {
  const at = text.indexOf('://');
  // Only what stands before the first separator can be a scheme; a password may well contain `://`.
  if (at < 0 || /[/?#@[\]]/u.test(text.slice(0, at))) return { scheme: null, rest: text };
  return { scheme: text.slice(0, at).toLowerCase(), rest: text.slice(at + 3) };
}

/** Parts at the `@`; `null` where an unencoded `@`, `/`, `?` or `#` before it moves or cuts the host. */
function splitUserinfo(rest: string): { readonly userinfo: string | null; readonly hostPort: string } | null {
  const end = rest.search(/[/?#]/u);
  const authority = end < 0 ? rest : rest.slice(0, end);
  const at = authority.indexOf('@');
  if (rest.indexOf('@', at + 1) >= 0) return null;
  return at < 0
    ? { userinfo: null, hostPort: authority }
    : { userinfo: authority.slice(0, at), hostPort: authority.slice(at + 1) };
}

function isDoubledScheme(rest: string): boolean {
  const again = /^([a-z][a-z0-9+.-]*):?\/\//iu.exec(rest)?.[1] ?? /^([a-z][a-z0-9+.-]*):\/?$/iu.exec(rest)?.[1];
  return again !== undefined && kindOf(again.toLowerCase()) !== null;
}

/** `http//proxy`, `http:/proxy`: read on, the scheme would be the host, and the host a path. */
function isCrippledScheme(text: string): boolean {
  const [, word = '', between = ''] = /^([a-z][a-z0-9+-]*)([:;]?\/+)/iu.exec(text) ?? [];
  return between.endsWith('//') || (between !== '' && kindOf(word.toLowerCase()) !== null);
}

function kindOf(scheme: string): ProxyKind | null {
  const known: Readonly<Record<string, ProxyKind>> = KINDS;
  return Object.hasOwn(KINDS, scheme) ? (known[scheme] ?? null) : null;
}

function splitPort(hostPort: string): { readonly host: string; readonly port: string | null } | null {
  if (hostPort.startsWith('[')) {
    const hit = /^(\[[^\]]*\])(?::(.*))?$/u.exec(hostPort);
    return hit === null ? null : { host: hit[1] ?? '', port: hit[2] ?? null };
  }
  const colon = hostPort.indexOf(':');
  if (colon < 0) return { host: hostPort, port: null };
  // An IPv6 address without brackets: where its port begins can't be told.
  if (canonicalHost(hostPort) !== null) return null;
  return { host: hostPort.slice(0, colon), port: hostPort.slice(colon + 1) };
}

function parseUserinfo(userinfo: string): UriCredentials {
  const colon = userinfo.indexOf(':');
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon);
  const password = colon < 0 ? '' : userinfo.slice(colon + 1);
  return { user: percentDecode(user), password: new Secret(percentDecode(password)) };
}

/** A lone `%` is taken as it stands, as curl takes it. */
function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
