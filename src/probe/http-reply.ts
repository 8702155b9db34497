/** Reads one HTTP/1.x answer off a connection, bounded in every direction (RFC 9112 sections 4 to 7). */
import { HTTPParser } from 'http-parser-js';
import { startWait, type DeadlineName, type Wait } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import { failureOf } from './failure.ts';
import type { Wire } from './wire.ts';
import { codeOf } from '../base/error-code.ts';

const LIMITS = {
  /** All heads together, the 1xx ones included. */
  headBytes: 64 * 1024,
  headerLines: 100,
  informational: 10,
  bodyBytes: 64 * 1024,
  /** Head, body and the framing of its chunks. */
  totalBytes: 256 * 1024,
} as const;

/** The answer as it came, nothing redacted: never leaves `probe/`. */
export interface RawReply {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly bodyBytes: number;
  readonly bodyComplete: boolean;
  readonly informational: number;
}

export interface ReplyRead {
  readonly reply: RawReply | null;
  readonly failure: Failure | null;
  /** Another request may be sent on the same connection. */
  readonly canReuse: boolean;
}

/** How the answer is to be read. */
export interface ReplyOptions {
  readonly isConnect: boolean;
  readonly deadline: DeadlineName;
  readonly deadlineMs?: number;
  readonly signal: AbortSignal;
  /** Asked once where the deadline has passed: milliseconds of `lateReply` to go on waiting, 0 for none. */
  readonly patience?: () => number;
}

/** Reads one final answer. After a 2xx to CONNECT the bytes that follow are put back: they are the tunnel's. Never throws. */
export async function readReply(wire: Wire, options: ReplyOptions): Promise<ReplyRead> {
  const reader = new ReplyReader(options.isConnect);
  const failure = await readHead(wire, reader, options);
  if (failure !== null) return { reply: null, failure, canReuse: false };
  const body = startWait('httpBody', options.signal);
  try {
    while (!reader.isDone) await readOne(wire, reader, body.signal);
  } catch (thrown) {
    // A body that takes too long is not looked at further; a connection that broke is a fact.
    const failure = failureOf(thrown);
    reader.stop(failure.kind === 'timed-out' || failure.kind === 'cancelled' ? null : failure);
  } finally {
    body[Symbol.dispose]();
  }
  return reader.result();
}

async function readHead(wire: Wire, reader: ReplyReader, options: ReplyOptions): Promise<Failure | null> {
  const { deadline, deadlineMs, signal } = options;
  const first = startWait(deadline, signal, deadlineMs === undefined ? {} : { ms: deadlineMs });
  const failure = await readUntilHead(wire, reader, first);
  const moreMs = failure?.kind === 'timed-out' && !signal.aborted ? (options.patience?.() ?? 0) : 0;
  return moreMs > 0 ? readUntilHead(wire, reader, startWait('lateReply', signal, { ms: moreMs })) : failure;
}

async function readUntilHead(wire: Wire, reader: ReplyReader, wait: Wait): Promise<Failure | null> {
  try {
    while (!reader.hasHead && !reader.isDone) await readOne(wire, reader, wait.signal);
    return null;
  } catch (thrown) {
    return failureOf(thrown);
  } finally {
    wait[Symbol.dispose]();
  }
}

async function readOne(wire: Wire, reader: ReplyReader, signal: AbortSignal): Promise<void> {
  const chunk = await wire.read(signal);
  if (chunk === null) reader.end();
  else wire.unread(reader.take(chunk));
}

/** RFC 9112 section 4: the version comes first; empty lines before it are borne with (section 2.2). */
const START = 'HTTP/';

/** The state machine between chunks and an answer; pure but for its own state, so that hostile bytes can be thrown at it. */
export class ReplyReader {
  readonly #isConnect: boolean;
  readonly #parser: InstanceType<typeof HTTPParser>;
  #begin = '';
  #headBytes = 0;
  #totalBytes = 0;
  #informational = 0;
  #head: Pick<RawReply, 'status' | 'reason' | 'httpVersion' | 'headers'> | null = null;
  #keepAlive = false;
  readonly #body: Buffer[] = [];
  #bodyBytes = 0;
  #bodyComplete = false;
  #isDone = false;
  #failure: Failure | null = null;

  constructor(isConnect: boolean) {
    this.#isConnect = isConnect;
    // Header values are bytes; ISO 8859-1 keeps every one of them (RFC 9110 section 5.5), the default drops a bit.
    HTTPParser.encoding = 'latin1';
    this.#parser = new HTTPParser(HTTPParser.RESPONSE);
    this.#parser.maxHeaderSize = LIMITS.headBytes;
    this.#parser[HTTPParser.kOnHeadersComplete] = (head) => this.#takeHead(head);
    this.#parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
      this.#takeBody(chunk.subarray(offset, offset + length));
    };
    this.#parser[HTTPParser.kOnMessageComplete] = () => {
      if (this.#head === null || this.#isDone) return;
      this.#bodyComplete = true;
      this.#isDone = true;
    };
  }

  get hasHead(): boolean {
    return this.#head !== null;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /** Whether what has come so far can be the start of an answer: the parser itself would wait for the end of a line for that. */
  #beginsAsHttp(chunk: Buffer): boolean {
    if (this.#begin.length >= START.length) return true;
    this.#begin = `${this.#begin}${chunk.subarray(0, 64).toString('latin1')}`
      .replace(/^[\r\n]+/, '')
      .slice(0, START.length);
    return START.startsWith(this.#begin);
  }

  /** Takes the next bytes; returns those that belong to whatever comes after the answer. */
  take(chunk: Buffer): Buffer {
    this.#totalBytes += chunk.length;
    if (!this.#beginsAsHttp(chunk)) {
      this.stop({ kind: 'malformed-reply', code: 'HPE_INVALID_CONSTANT' });
      return Buffer.alloc(0);
    }
    const taken = this.#parser.execute(chunk);
    if (this.#isDone) {
      return typeof taken === 'number' && Number.isFinite(taken) ? chunk.subarray(taken) : Buffer.alloc(0);
    }
    if (typeof taken !== 'number') {
      this.stop({ kind: 'malformed-reply', code: codeOf(taken) ?? 'HPE_INVALID' });
      return Buffer.alloc(0);
    }
    if (this.#head === null) {
      this.#headBytes += chunk.length;
      if (this.#headBytes > LIMITS.headBytes) this.stop({ kind: 'malformed-reply', code: 'HEAD_TOO_LARGE' });
    } else if (this.#totalBytes > LIMITS.totalBytes) {
      this.#bodyComplete = true;
      this.stop(null);
    }
    return Buffer.alloc(0);
  }

  /** The other side has ended. */
  end(): void {
    if (this.#isDone) return;
    if (this.#head === null) {
      this.stop({ kind: 'closed-early' });
      return;
    }
    const unfinished = this.#parser.finish();
    if (unfinished instanceof Error) this.stop({ kind: 'closed-early', code: 'BODY_CUT' });
    else this.#isDone = true;
  }

  /** Ends reading here; `failure` is null where we chose to. */
  stop(failure: Failure | null): void {
    if (this.#isDone) return;
    this.#failure = failure;
    this.#keepAlive = false;
    this.#isDone = true;
  }

  result(): ReplyRead {
    const head = this.#head;
    if (head === null) {
      return { reply: null, failure: this.#failure ?? { kind: 'closed-early' }, canReuse: false };
    }
    const reply: RawReply = {
      ...head,
      body: Buffer.concat(this.#body),
      bodyBytes: this.#bodyBytes,
      bodyComplete: this.#bodyComplete,
      informational: this.#informational,
    };
    return { reply, failure: this.#failure, canReuse: this.#keepAlive && this.#bodyComplete };
  }

  #takeHead(head: ParsedHead): number {
    if (this.#isDone) return 2;
    if (head.statusCode < 200 && head.statusCode !== 101) {
      this.#informational += 1;
      if (this.#informational > LIMITS.informational) {
        this.stop({ kind: 'malformed-reply', code: 'TOO_MANY_1XX' });
        return 2;
      }
      return 0;
    }
    if (head.headers.length > LIMITS.headerLines * 2 || head.statusCode < 100) {
      this.stop({ kind: 'malformed-reply', code: 'TOO_MANY_HEADERS' });
      return 2;
    }
    this.#head = {
      status: head.statusCode,
      reason: head.statusMessage,
      httpVersion: `${String(head.versionMajor)}.${String(head.versionMinor)}`,
      headers: pairs(head.headers),
    };
    this.#keepAlive = canKeepAlive(this.#head);
    const status = head.statusCode;
    if (status === 101 || status === 204 || status === 304 || (this.#isConnect && status >= 200 && status < 300)) {
      this.#bodyComplete = true;
      this.#isDone = true;
      return 2;
    }
    if (!hasUsableLength(this.#head.headers)) {
      this.stop(null);
      return 2;
    }
    return 0;
  }

  #takeBody(chunk: Buffer): void {
    if (this.#isDone) return;
    const rest = LIMITS.bodyBytes - this.#bodyBytes;
    const kept = chunk.subarray(0, rest);
    this.#body.push(Buffer.from(kept));
    this.#bodyBytes += kept.length;
    if (chunk.length > rest || this.#bodyBytes >= LIMITS.bodyBytes) {
      this.#bodyComplete = true;
      this.stop(null);
    }
  }
}

interface ParsedHead {
  readonly versionMajor: number;
  readonly versionMinor: number;
  readonly headers: readonly string[];
  readonly statusCode: number;
  readonly statusMessage: string;
}

function pairs(flat: readonly string[]): readonly (readonly [string, string])[] {
  const result: (readonly [string, string])[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    result.push([flat[index] ?? '', flat[index + 1] ?? '']);
  }
  return result;
}

/** RFC 9112 section 9.3, with the name that proxies of HTTP/1.0 use. */
function canKeepAlive(head: Pick<RawReply, 'httpVersion' | 'headers'>): boolean {
  const said = head.headers
    .filter(([name]) => /^(proxy-)?connection$/i.test(name))
    .map(([, value]) => value.toLowerCase())
    .join(',');
  if (said.includes('close')) return false;
  return head.httpVersion === '1.1' || said.includes('keep-alive');
}

/** A length that is no number would let the parser wait for ever. */
function hasUsableLength(headers: RawReply['headers']): boolean {
  return headers.every(([name, value]) => name.toLowerCase() !== 'content-length' || /^\d{1,15}$/.test(value));
}
