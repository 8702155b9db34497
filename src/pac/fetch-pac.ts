/** Fetches a PAC script from `http:`, `https:`, `file:` or `data:`; never through a proxy, never with credentials. */
import { open } from 'node:fs/promises';
import { request as requestHttp } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress, createGunzip, createUnzip, type BrotliDecompress, type Gunzip } from 'node:zlib';
import { DeadlinePassed, startWait } from '../base/deadline.ts';
import { ok, refuse } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { Failure, FailureKind } from '../observation/failure.ts';
import type { Fact } from '../observation/observation.ts';
import { decodePac } from './decode-pac.ts';
import type { PacProblem } from './pac-problem.ts';
import { codeOf } from '../base/error-code.ts';

export type PacFetchFact = Extract<Fact, { readonly probe: 'pac.fetch' }>;

/** The script or the problem, and what was seen on the way. */
export interface PacFetch {
  readonly fact: PacFetchFact;
  readonly script: Result<string, PacProblem>;
}

export interface FetchPacOptions {
  readonly signal: AbortSignal;
  /** PEM certificates trusted beside the given list of Node; absent: Node's own. */
  readonly ca?: readonly string[];
}

/** Chromium's limit as well (net/proxy_resolution/pac_file_fetcher_impl.cc). */
const MOST_BYTES = 1024 * 1024;
const MOST_REDIRECTS = 5;

/** Fetches within the deadline `pacFetch`. @returns problems `unreachable` and `too-large`; HTML is found by running. */
export async function fetchPac(url: string, options: FetchPacOptions): Promise<PacFetch> {
  using wait = startWait('pacFetch', options.signal);
  const shown = withoutUserinfo(url);
  try {
    const got = await getBytes(url, { ...options, signal: wait.signal });
    const { bytes, ...facts } = got;
    if (bytes === null)
      return refused(shown, facts, { kind: 'too-large', detail: `more than ${String(MOST_BYTES)} bytes` });
    if (facts.status !== undefined && facts.status !== 200) {
      return refused(
        shown,
        { ...facts, bytes: bytes.length },
        { kind: 'unreachable', detail: `status ${String(facts.status)}` },
      );
    }
    const { text, charset, byteOrderMark } = decodePac(bytes, facts.contentType);
    const fact = {
      probe: 'pac.fetch',
      url: shown,
      failure: null,
      ...facts,
      charset,
      byteOrderMark,
      bytes: bytes.length,
    } as const;
    return { fact, script: ok(text) };
  } catch (error) {
    const failure = wait.signal.aborted ? abortFailure(wait.signal.reason) : failureOf(error);
    const detail = failure.code ?? failure.kind;
    return { fact: { probe: 'pac.fetch', url: shown, failure }, script: refuse({ kind: 'unreachable', detail }) };
  }
}

type Facts = Pick<PacFetchFact, 'status' | 'contentType' | 'redirects'>;
/** `bytes: null`: more than allowed. */
type Got = Facts & { readonly bytes: Uint8Array | null };

function refused(url: string, facts: Partial<PacFetchFact>, problem: PacProblem): PacFetch {
  return { fact: { ...facts, probe: 'pac.fetch', url, failure: null }, script: refuse(problem) };
}

async function getBytes(url: string, options: FetchPacOptions): Promise<Got> {
  const { protocol } = new URL(url);
  if (protocol === 'http:' || protocol === 'https:') return getHttp(url, options);
  if (protocol === 'file:') return { bytes: await readWhole(fileURLToPath(url)) };
  if (protocol === 'data:') return dataBytes(url);
  throw new UnfetchableUrl(`scheme ${protocol}`);
}

class UnfetchableUrl extends Error {}

async function getHttp(first: string, options: FetchPacOptions): Promise<Got> {
  let url = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const got = await getOnce(url, options);
    if (got.location === undefined) return { ...got.answer, redirects };
    const next = new URL(got.location, url);
    if (next.protocol !== 'http:' && next.protocol !== 'https:')
      throw new UnfetchableUrl(`redirect to ${next.protocol}`);
    url = next.href;
  }
  throw new UnfetchableUrl(`more than ${String(MOST_REDIRECTS)} redirects`);
}

interface Answered {
  readonly answer: Got;
  readonly location?: string;
}

function getOnce(url: string, { signal, ca }: FetchPacOptions): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const ask = url.startsWith('https:') ? requestHttps : requestHttp;
    // An agent of its own (none): no connection is kept, and no agent set up elsewhere can bring a proxy in.
    const request = ask(withoutUserinfo(url), {
      agent: false,
      signal,
      headers: { accept: '*/*', 'user-agent': 'Throughway' },
      ...(ca === undefined ? {} : { ca: [...ca] }),
    });
    request.on('error', reject);
    // a server that switches protocols gives neither an answer nor an error
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ answer: { status: response.statusCode ?? 101, bytes: new Uint8Array() } });
    });
    // whatever else may end it without an answer: nothing waits for a request that is over
    let hasAnswer = false;
    request.on('close', () => {
      if (!hasAnswer) reject(new Error('the connection was closed'));
    });
    request.on('response', (response) => {
      hasAnswer = true;
      const location = isRedirect(response.statusCode) ? response.headers.location : undefined;
      if (location !== undefined) {
        request.destroy();
        resolve({ answer: { bytes: new Uint8Array() }, location });
        return;
      }
      readBody(response).then((bytes) => {
        request.destroy();
        const contentType = response.headers['content-type'];
        const facts = { status: response.statusCode ?? 0, ...(contentType === undefined ? {} : { contentType }) };
        resolve({ answer: { ...facts, bytes } });
      }, reject);
    });
    request.end();
  });
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

/** Nothing packed is asked for; some servers have the file only so (RFC 9110 section 8.4.1). */
function unpacked(response: IncomingMessage): Readable {
  const unpacker = UNPACKERS[response.headers['content-encoding']?.trim().toLowerCase() ?? ''];
  if (unpacker === undefined) return response;
  const out = unpacker();
  pipeline(response, out, () => undefined);
  return out;
}

const UNPACKERS: Readonly<Record<string, () => Gunzip | BrotliDecompress>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
};

async function readBody(response: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of unpacked(response)) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads a regular file; a pipe or device could block for ever, so it is refused. */
async function readWhole(path: string): Promise<Uint8Array | null> {
  const file = await open(path, 'r');
  try {
    const { size } = await file
      .stat()
      .then((stat) => (stat.isFile() ? stat : Promise.reject(new UnfetchableUrl('no regular file'))));
    return size > MOST_BYTES ? null : await file.readFile();
  } finally {
    await file.close();
  }
}

/** RFC 2397. */
function dataBytes(url: string): Got {
  const cut = /^data:([^,]*?)(;base64)?,(.*)$/isu.exec(url);
  if (cut === null) throw new UnfetchableUrl('a data URL without a comma');
  const [, contentType = '', base64, data = ''] = cut;
  const raw = percentDecoded(data);
  const bytes = base64 === undefined ? raw : Buffer.from(Buffer.from(raw).toString('latin1'), 'base64');
  return { bytes: bytes.length > MOST_BYTES ? null : bytes, ...(contentType === '' ? {} : { contentType }) };
}

function percentDecoded(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const plain = bytes.replace(/%([\da-f]{2})/giu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(plain, 'latin1');
}

/** A data URL is cut, as it may be as long as the script. */
function withoutUserinfo(url: string): string {
  if (!URL.canParse(url)) return '';
  const parsed = new URL(url);
  if (parsed.protocol === 'data:') return url.slice(0, 60);
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}

const BY_CODE: Readonly<Record<string, FailureKind>> = {
  ENOTFOUND: 'name-not-found',
  EAI_AGAIN: 'name-server-failed',
  EAI_NODATA: 'no-address',
  ECONNREFUSED: 'connection-refused',
  ECONNRESET: 'connection-reset',
  EPIPE: 'connection-reset',
  EHOSTUNREACH: 'host-unreachable',
  ENETUNREACH: 'network-unreachable',
  ETIMEDOUT: 'timed-out',
  EACCES: 'permission-denied',
  EPERM: 'prohibited',
  UND_ERR_SOCKET: 'closed-early',
};

function failureOf(error: unknown): Failure {
  if (error instanceof UnfetchableUrl) return { kind: 'unclassified', detail: error.message };
  if (!(error instanceof Error)) return { kind: 'unclassified' };
  const inner = error instanceof AggregateError ? error.errors.find((one) => one instanceof Error) : undefined;
  const code = codeOf(inner) ?? codeOf(error);
  const detail = error.message.slice(0, 200);
  if (code === null) return { kind: 'unclassified', detail };
  return { kind: BY_CODE[code] ?? kindByFamily(code), code, detail };
}

/** Codes of whole families: Node's HTTP parser, and the TLS library's. */
function kindByFamily(code: string): FailureKind {
  if (code.startsWith('HPE_')) return 'malformed-reply';
  if (code.startsWith('ERR_SSL_')) return code.includes('ALERT') ? 'tls-alert' : 'tls-protocol-error';
  return /^(?:CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT)/u.test(code)
    ? 'certificate-rejected'
    : 'unclassified';
}

function abortFailure(reason: unknown): Failure {
  return { kind: reason instanceof DeadlinePassed ? 'timed-out' : 'cancelled' };
}
