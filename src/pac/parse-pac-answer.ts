import { DIRECT } from '../settings/proxy-server.ts';
import type { Leg, ProxyKind } from '../settings/proxy-server.ts';

/** An entry of an answer that means nothing to Chromium, as written, and why. */
export interface BadPacEntry {
  readonly text: string;
  readonly why: 'unknown-type' | 'missing-host' | 'invalid-host' | 'invalid-port' | 'userinfo' | 'direct-with-host';
}

/** What an answer names, in order. `legs` is empty where no entry could be read. */
export interface PacAnswer {
  readonly legs: readonly Leg[];
  readonly badEntries: readonly BadPacEntry[];
}

/**
 * Returns the ordered legs of an answer of `FindProxyForURL`, as Chromium reads it (net/base/proxy_string_util.cc):
 * types without regard to case, `SOCKS` is version 4, blanks are space and tab only, an entry it can't read is skipped.
 * Where nothing can be read Chromium goes direct without a word; here `legs` stays empty, and the caller says so.
 * `HTTP host:port` is Firefox's word and unknown to Chromium, so it is a bad entry.
 * @example parsePacAnswer('PROXY a:3128; DIRECT').legs // [{kind:'http',host:'a',port:3128},{kind:'direct'}]
 */
export function parsePacAnswer(answer: string): PacAnswer {
  const legs: Leg[] = [];
  const badEntries: BadPacEntry[] = [];
  for (const part of answer.split(';')) {
    const text = trimBlanks(part);
    if (part === '') continue;
    const entry = readEntry(text);
    if (typeof entry === 'string') badEntries.push({ text, why: entry });
    else legs.push(entry);
  }
  return { legs, badEntries };
}

const KINDS: ReadonlyMap<string, ProxyKind> = new Map([
  ['proxy', 'http'],
  ['https', 'https'],
  ['socks', 'socks4'],
  ['socks4', 'socks4'],
  ['socks5', 'socks5'],
]);

const DEFAULT_PORTS = { http: 80, https: 443, socks4: 1080, socks5: 1080 } as const satisfies Record<ProxyKind, number>;

function readEntry(text: string): Leg | BadPacEntry['why'] {
  const space = text.search(/[ \t]/u);
  const type = (space < 0 ? text : text.slice(0, space)).toLowerCase();
  const place = space < 0 ? '' : trimBlanks(text.slice(space));
  if (type === 'direct') return place === '' ? DIRECT : 'direct-with-host';
  const kind = KINDS.get(type);
  if (kind === undefined) return 'unknown-type';
  if (place.includes('@')) return 'userinfo';
  const { host, port } = splitPort(place);
  if (host === '') return 'missing-host';
  const canonical = canonicalHost(host);
  if (canonical === null) return 'invalid-host';
  const number = port === null ? DEFAULT_PORTS[kind] : portNumber(port);
  return number === null ? 'invalid-port' : { kind, host: canonical, port: number };
}

/** Splits at the last colon outside of brackets; `port: null` means that there is none. */
function splitPort(place: string): { readonly host: string; readonly port: string | null } {
  const bracket = place.startsWith('[') ? place.indexOf(']') : -1;
  const colon = place.lastIndexOf(':');
  if (colon <= bracket) return { host: place, port: null };
  return { host: place.slice(0, colon), port: place.slice(colon + 1) };
}

/** Ports up to 65535, digits only; leading zeros are allowed as in a URL. Zero can't be connected to. */
function portNumber(text: string): number | null {
  if (!/^0*[0-9]{1,5}$/u.test(text)) return null;
  const value = Number(text);
  return value > 0 && value <= 65_535 ? value : null;
}

/** Lower case, A-labels, no brackets; `null` where the URL standard refuses the host. */
function canonicalHost(host: string): string | null {
  if (/[\s/?#\\@<>^|%]/u.test(host)) return null;
  const bracketed = host.startsWith('[');
  if (!bracketed && host.includes(':')) return null;
  if (!URL.canParse(`http://${host}/`)) return null;
  const { hostname } = new URL(`http://${host}/`);
  return bracketed ? hostname.slice(1, -1) : hostname;
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/gu, '');
}
