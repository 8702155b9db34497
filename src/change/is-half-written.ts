/** What a killed process leaves in a place that it was writing: a mixture of before and after, which is ours. */
import { isRecord } from '../base/is-record.ts';
import type { StoreRef } from './store.ts';

/** What stands in a place now, and what it held before and was to hold. */
export interface Standing {
  readonly now: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** Whether what stands there can only be a part of this very change. */
export function isHalfWritten(ref: StoreRef, { now, from, to }: Standing): boolean {
  if (now === null || from === null || to === null) return false;
  switch (ref.kind) {
    case 'file':
      return isMixedText({ now, from, to });
    case 'wininet':
    case 'network-service':
      return isMixed({ now: parse(now), from: parse(from), to: parse(to) });
    default:
      return false;
  }
}

/** A file that is written where it is: each byte from before or from after, and as long as one of them. */
function isMixedText({ now, from, to }: Record<keyof Standing, string>): boolean {
  if (now.length !== from.length && now.length !== to.length) return false;
  for (let index = 0; index < now.length; index += 1)
    if (now[index] !== from[index] && now[index] !== to[index]) return false;
  return true;
}

/** A place of several values, which are written one after the other: each from before or from after. */
function isMixed({ now, from, to }: Record<keyof Standing, unknown>): boolean {
  if (isSame(now, from) || isSame(now, to)) return true;
  if (!isRecord(now) || !isRecord(from) || !isRecord(to)) return false;
  const names = Object.keys(from);
  const moves = names.some((name) => name !== 'enabled' && !isSame(from[name], to[name]));
  return (
    Object.keys(now).length === names.length &&
    names.every(
      (name) =>
        // `networksetup` switches on what gets another address, until it is told otherwise.
        (name === 'enabled' && moves && now[name] === true) ||
        isMixed({ now: now[name], from: from[name], to: to[name] }),
    )
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
