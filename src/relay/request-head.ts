/** Reads a client's request head strictly: what could be read in two ways is refused (RFC 9112 sections 2 to 6, 11.2). */
import { refuse, ok, type Result } from '../base/result.ts';
import { requestFraming, type Framing, type FramingProblem } from './framing.ts';
import {
  isToken,
  listOf,
  namesFraming,
  parseFields,
  valuesOf,
  type FieldProblem,
  type HeaderField,
} from './header-fields.ts';
import { RELAY_LIMITS } from './limits.ts';

/** What a request asks for. */
export type RequestTarget =
  | { readonly form: 'authority'; readonly host: string; readonly port: number }
  | {
      readonly form: 'absolute';
      /** As the client wrote it, with a path. */
      readonly url: string;
      readonly host: string;
      readonly port: number;
      /** For the site itself: path and query. */
      readonly path: string;
    };

export interface RequestHead {
  readonly method: string;
  readonly target: RequestTarget;
  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  readonly minor: number;
  readonly fields: readonly HeaderField[];
  readonly framing: Framing;
  readonly keepAlive: boolean;
  /** Protocols that the client would like to change to; empty where it asks for none. */
  readonly upgrade: string;
}

/** Why a request is refused. `not-for-a-proxy`: it asks for a page of the relay itself. */
export type RequestProblem =
  | 'malformed-line'
  | 'unsupported-version'
  | 'not-for-a-proxy'
  | 'unsupported-scheme'
  | 'bad-target'
  | 'bad-host'
  | 'connection-names-framing'
  | FieldProblem
  | FramingProblem;

/** Returns the request that a head holds; `text` is a byte string without its last empty line. */
export function parseRequestHead(text: string): Result<RequestHead, RequestProblem> {
  const lines = text.split('\r\n');
  const [method = '', target = '', version = '', ...more] = (lines[0] ?? '').split(' ');
  if (more.length > 0 || !isToken(method) || !/^[\x21-\x7e]+$/.test(target)) return refuse('malformed-line');
  if (version !== 'HTTP/1.1' && version !== 'HTTP/1.0') {
    return refuse(/^HTTP\/[0-9.]+$/.test(version) ? 'unsupported-version' : 'malformed-line');
  }
  const minor = version === 'HTTP/1.1' ? 1 : 0;
  const fields = parseFields(lines, 1, { most: RELAY_LIMITS.headerLines, isLenient: false });
  if (typeof fields === 'string') return refuse(fields);
  const hosts = valuesOf(fields, 'host');
  if (hosts.length > 1 || (hosts.length === 0 && minor === 1)) return refuse('bad-host');
  if (namesFraming(fields)) return refuse('connection-names-framing');
  const parsed = method === 'CONNECT' ? parseAuthority(target, null) : parseAbsolute(target);
  if (typeof parsed === 'string') return refuse(parsed);
  const framing = requestFraming(fields, minor);
  if (typeof framing === 'string') return refuse(framing);
  // Nothing defines a body of CONNECT (RFC 9110 section 9.3.6); what follows would be the tunnel's for some, a body for others.
  if (method === 'CONNECT' && framing.is !== 'none') return refuse('bad-length');
  const connection = [...listOf(fields, 'connection'), ...listOf(fields, 'proxy-connection')];
  const isClosing = connection.includes('close') || (minor === 0 && !connection.includes('keep-alive'));
  const asksForUpgrade = minor === 1 && connection.includes('upgrade');
  return ok({
    method,
    target: parsed,
    minor,
    fields,
    framing,
    keepAlive: !isClosing,
    upgrade: asksForUpgrade ? valuesOf(fields, 'upgrade').join(', ') : '',
  });
}

const HOST_PORT = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(?::([0-9]{1,5}))?$/;

/** Returns host (lower case, IPv6 without brackets) and port; without a default the port must stand. */
export function parseAuthority(
  text: string,
  defaultPort: number | null,
): { readonly form: 'authority'; readonly host: string; readonly port: number } | 'bad-target' {
  const [, hostText, portText] = HOST_PORT.exec(text) ?? [];
  if (hostText === undefined || hostText.length > 255) return 'bad-target';
  const port = portText === undefined ? defaultPort : Number(portText);
  if (port === null || port < 1 || port > 65_535) return 'bad-target';
  const host = (hostText.startsWith('[') ? hostText.slice(1, -1) : hostText).toLowerCase();
  return { form: 'authority', host, port };
}

function parseAbsolute(target: string): RequestTarget | RequestProblem {
  if (target.startsWith('/') || target === '*') return 'not-for-a-proxy';
  const [, scheme = '', authority = '', rest = ''] =
    /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^#]*)/.exec(target) ?? [];
  if (scheme === '') return 'bad-target';
  if (scheme.toLowerCase() !== 'http') return 'unsupported-scheme';
  // Userinfo in http URLs is an error (RFC 9110 section 4.2.4), and `@` a way to hide the real host.
  const place = parseAuthority(authority, 80);
  if (place === 'bad-target') return place;
  const path = rest.startsWith('/') ? rest : `/${rest}`;
  return { form: 'absolute', url: `http://${authority}${path}`, host: place.host, port: place.port, path };
}
