import { Secret } from '../base/secret.ts';
import { ok, refuse, type Result } from '../base/result.ts';
import { canonicalHost } from '../settings/canonical-host.ts';
import type { UriCredentials } from '../settings/proxy-settings.ts';
import { readPlainTarget } from './plain-target.ts';
import type { Target } from './target.ts';

/** Longer texts are refused: no server takes them. */
const MAX_URL_CHARS = 8_192;

/** Why a text is no URL that can be asked for. `suggestion` never holds userinfo. */
export interface TargetProblem {
  readonly kind:
    | 'empty'
    | 'blank-inside'
    | 'full-width'
    | 'unsupported-scheme'
    | 'missing-host'
    | 'invalid-host'
    | 'invalid-port'
    | 'too-long';
  /** The scheme that can't be used. */
  readonly scheme?: string;
  /** What was probably meant. */
  readonly suggestion?: string;
}

export interface ParsedTarget {
  readonly target: Target;
  /** A sign-in to the site that stood in the URL. */
  readonly siteCredentials?: UriCredentials;
}

/**
 * Returns the target that a person's text names. Without a scheme it is https; the fragment is dropped, userinfo is
 * taken out.
 * @example parseTarget('例え.example/a#b') // https://xn--r8jz45g.example/a
 */
export function parseTarget(text: string): Result<ParsedTarget, TargetProblem> {
  const trimmed = text.trim();
  if (trimmed === '') return refuse({ kind: 'empty' });
  if (trimmed.length > MAX_URL_CHARS) return refuse({ kind: 'too-long' });
  const plain = readPlainTarget(trimmed);
  if (plain !== null) return ok({ target: plain });
  const scheme = schemeOf(trimmed);
  if (scheme !== null && scheme !== 'http' && scheme !== 'https') return refuse({ kind: 'unsupported-scheme', scheme });
  const rest = scheme === null ? trimmed : trimmed.slice(scheme.length + 1).replace(/^\/\//u, '');
  const authority = /^[^/?#\\]*/u.exec(rest)?.[0] ?? '';
  const hostPort = authority.slice(authority.lastIndexOf('@') + 1);
  // Full-width letters come from an input method that was left on; a path may hold them rightly.
  if (/[\u3000-\u3002\uFF01-\uFF5E\uFF61]/u.test(hostPort))
    return refuse({ kind: 'full-width', ...suggestion(scheme, rest) });
  if (/[\s\p{Cc}]/u.test(trimmed)) return refuse({ kind: 'blank-inside' });
  return targetOf(scheme ?? 'https', rest, hostPort);
}

function targetOf(scheme: 'http' | 'https', rest: string, hostPort: string): Result<ParsedTarget, TargetProblem> {
  const [, hostText = '', portText] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/u.exec(hostPort) ?? [];
  if (hostText === '')
    return refuse({ kind: hostPort.includes(':') && !hostPort.startsWith(':') ? 'invalid-host' : 'missing-host' });
  if (portText !== undefined && !isPort(portText)) return refuse({ kind: 'invalid-port' });
  if (canonicalHost(hostText) === null || !URL.canParse(`${scheme}://${rest}`)) return refuse({ kind: 'invalid-host' });
  const url = new URL(`${scheme}://${rest}`);
  const credentials = { user: decode(url.username), password: new Secret(decode(url.password)) };
  const hasCredentials = url.username !== '' || url.password !== '';
  url.username = '';
  url.password = '';
  url.hash = '';
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
  const port = url.port === '' ? (scheme === 'https' ? 443 : 80) : Number(url.port);
  const target: Target = { url: url.href, scheme, host, port };
  return ok(hasCredentials ? { target, siteCredentials: credentials } : { target });
}

/** `host:8080` has no scheme; `mailto:x` and `file:///x` have one. */
function schemeOf(text: string): string | null {
  const [, scheme = '', after = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/isu.exec(text) ?? [];
  if (scheme === '') return null;
  const isHostAndPort =
    !after.startsWith('//') && (/^[0-9]+(?:[/?#]|$)/u.test(after) || scheme.includes('.') || after.includes('@'));
  return isHostAndPort || (scheme === 'localhost' && !after.startsWith('//')) ? null : scheme.toLowerCase();
}

function suggestion(scheme: string | null, rest: string): { readonly suggestion?: string } {
  const narrow = rest
    .slice(rest.lastIndexOf('@') + 1)
    .normalize('NFKC')
    .replaceAll('。', '.')
    .replace(/\s+/gu, '');
  const again = parseTarget(scheme === null ? narrow : `${scheme}://${narrow}`);
  return again.ok ? { suggestion: again.value.target.url } : {};
}

function isPort(text: string): boolean {
  return text === '' || (/^[0-9]+$/u.test(text) && Number(text) >= 1 && Number(text) <= 65_535);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
