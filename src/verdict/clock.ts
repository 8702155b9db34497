/** This computer's clock, by the time that servers tell, and whether it is to blame for a certificate's dates. */
import type { Case } from './case.ts';
import type { CertificateFact } from '../observation/observation.ts';
import type { Kind } from './kinds.ts';
import { headerOf } from './replies.ts';
import { observed, type Exchange, type Tls } from './ways.ts';

/** Certificates and tickets tolerate about this much (causes.md, `device.clock-wrong`). */
const CLOCK_TOLERANCE_SECONDS = 300;

export interface ClockOffset {
  /** Of the servers' time from this computer's. */
  readonly seconds: number;
  /** What told the time: an answer, or a proxy that was asked of what kind it is. */
  readonly exchange: Exchange | Kind;
  /** As the server wrote it. */
  readonly date: string;
}

/** The clock's distance from the answers' `Date`, seconds: the smallest, so that one odd server does not count. */
export function clockOffset(facts: Case): ClockOffset | null {
  const dated = observed(facts, 'http.exchange').flatMap((exchange) =>
    exchange.clockOffsetSeconds === undefined
      ? []
      : [{ seconds: exchange.clockOffsetSeconds, exchange, date: dateOf(exchange) }],
  );
  const told = observed(facts, 'proxy.kind').flatMap((exchange) => {
    const clock = exchange.https?.clock;
    return clock === undefined ? [] : [{ seconds: clock.offsetSeconds, exchange, date: clock.date }];
  });
  return [...dated, ...told].sort((a, b) => Math.abs(a.seconds) - Math.abs(b.seconds))[0] ?? null;
}

function dateOf({ reply }: Exchange): string {
  return reply === null ? '' : (headerOf(reply, 'date') ?? '');
}

export function isClockRight({ seconds }: ClockOffset): boolean {
  return Math.abs(seconds) <= CLOCK_TOLERANCE_SECONDS;
}

/**
 * Whether a certificate refused for its dates would be fine at the time that servers tell: a clock that is off does not
 * make one expire that has expired anyway. Where no dates are known, the clock is the likelier one.
 */
export function isClockToBlame({ chain }: Pick<Tls, 'chain'>, offset: ClockOffset): boolean {
  if (isClockRight(offset)) return false;
  const now = Date.parse(offset.date);
  const [leaf] = chain;
  if (!leaf || Number.isNaN(now)) return true;
  const here = now - offset.seconds * 1_000;
  return isValidAt(leaf, now) && chain.some((one) => !isValidAt(one, here) && isValidAt(one, now));
}

function isValidAt({ notBefore, notAfter }: CertificateFact, at: number): boolean {
  return Date.parse(notBefore) <= at && at <= Date.parse(notAfter);
}
