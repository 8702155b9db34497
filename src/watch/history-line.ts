/** One entry as one line of text: what is written, and how much of it may be there. */
import { redactPlaces, redactUrl } from '../base/redact.ts';
import type { Observation } from '../observation/observation.ts';
import type { HistoryEntry } from './history-entry.ts';

/**
 * The longest line, in bytes. A line is handed to the operating system in one piece with `O_APPEND`, so that the lines
 * of two programs never mix; a small one is also never half on the disk for long.
 */
export const LONGEST_LINE_BYTES = 16_384;

/** How much of an entry is kept, tried from the most to the least until the line fits. */
const SIZES = [
  { evidence: 24, list: 64, text: 1_024 },
  { evidence: 12, list: 32, text: 512 },
  { evidence: 4, list: 16, text: 256 },
  { evidence: 0, list: 16, text: 128 },
  { evidence: 0, list: 4, text: 40 },
] as const;

type Size = (typeof SIZES)[number];

/** Members nest this deep in no entry. */
const DEEPEST = 8;

/** Returns the line of an entry, its line break included; shortened until it fits. */
export function formatLine(entry: HistoryEntry): string {
  for (const size of SIZES) {
    const line = `${JSON.stringify(shorten(entry, size))}\n`;
    if (Buffer.byteLength(line) <= LONGEST_LINE_BYTES) return line;
  }
  throw new Error(`an entry of kind ${entry.kind} can't be made short enough`);
}

/** Returns an observation without what is long and nobody looks up weeks later: bodies, raw settings, further names. */
export function shortenObservation(observation: Observation): Observation {
  switch (observation.probe) {
    case 'settings.read': {
      const { raw: _raw, ...rest } = observation;
      return rest;
    }
    case 'http.exchange':
    case 'proxy.handshake': {
      const { reply } = observation;
      if (reply === null) return observation;
      return { ...observation, reply: { ...reply, bodySample: '', headers: reply.headers.slice(0, 20) } };
    }
    case 'tls.handshake': {
      const chain = observation.chain.slice(0, 3).map((one) => ({ ...one, names: one.names.slice(0, 5) }));
      return { ...observation, chain };
    }
    default:
      return observation;
  }
}

/** Every text and every list cut to a bound, every text without what signs in. */
function shorten(value: unknown, size: Size, depth = 0): unknown {
  if (typeof value === 'string') return withoutSecrets(value).slice(0, size.text);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEEPEST) return null;
  if (Array.isArray(value)) return value.slice(0, size.list).map((part: unknown) => shorten(part, size, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, Math.max(size.list, 32))
      .map(([name, part]: [string, unknown]) => {
        const kept = name === 'evidence' && Array.isArray(part) ? part.slice(0, size.evidence) : part;
        return [name.slice(0, 40), shorten(kept, size, depth + 1)];
      }),
  );
}

function withoutSecrets(text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? redactUrl(text) : redactPlaces(text);
}
