/** Carries TLS over a `Wire` and remembers what went by: the size of the hello, the first bytes, an alert. */
import { Duplex } from 'node:stream';
import type { Failure } from '../observation/failure.ts';
import { failureOf } from './failure.ts';
import type { Wire } from './wire.ts';

/** The stream that `node:tls` reads and writes. */
export class TlsCarrier extends Duplex {
  readonly #wire: Wire;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  #isReading = false;
  #helloBytes = 0;
  #lastRecord: Buffer | null = null;
  #firstByte: number | null = null;
  #hasEnded = false;
  #failure: Failure | null = null;

  constructor(wire: Wire, signal: AbortSignal) {
    super({ allowHalfOpen: false });
    this.#wire = wire;
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
    this.on('error', () => undefined);
  }

  /** Bytes written before the first answer came: the ClientHello. */
  get helloBytes(): number {
    return this.#helloBytes;
  }

  get firstBytes(): string {
    return this.#wire.firstBytes;
  }

  /** Whether the first byte of the answer is a TLS content type (RFC 8446 section 5.1). */
  get isTls(): boolean {
    return this.#firstByte !== null && this.#firstByte >= 20 && this.#firstByte <= 23;
  }

  /** The last chunk that came, where it can be an unencrypted alert. */
  get lastRecord(): Buffer | null {
    return this.#lastRecord;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** What broke the connection below, if something did. */
  get failure(): Failure | null {
    return this.#failure;
  }

  override _read(): void {
    if (this.#isReading || this.#hasEnded) return;
    this.#isReading = true;
    this.#wire.read(this.#signal).then(
      (chunk) => {
        this.#isReading = false;
        if (chunk === null) {
          this.#hasEnded = true;
          this.push(null);
          return;
        }
        this.#firstByte ??= chunk[0] ?? null;
        this.#lastRecord = chunk.length <= 64 ? chunk : null;
        this.push(chunk);
      },
      (reason: unknown) => {
        this.#isReading = false;
        this.#hasEnded = true;
        if (!this.#over.signal.aborted) this.#failure = failureOf(reason);
        this.push(null);
      },
    );
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#firstByte === null) this.#helloBytes += chunk.length;
    this.#wire.write(chunk);
    done();
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.#over.abort();
    this.#wire.close();
    done(null);
  }
}

/** Names of alerts that end handshakes (RFC 8446 section 6, RFC 5246 section 7.2). */
const ALERTS: ReadonlyMap<number, string> = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [22, 'record_overflow'],
  [40, 'handshake_failure'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [112, 'unrecognized_name'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
]);

/** Returns the name of an unencrypted alert record, `null` for anything else. */
export function alertOf(record: Buffer | null): string | null {
  if (record === null || record.length < 7 || record[0] !== 21 || record[1] !== 3) return null;
  if (record.readUInt16BE(3) !== 2) return null;
  const description = record[6] ?? 0;
  return ALERTS.get(description) ?? `alert ${String(description)}`;
}
