/** The history is a row of numbered files; this decides which one grows and which ones are dropped. */

/** One file of the history. */
export interface Segment {
  readonly name: string;
  readonly bytes: number;
  /** When it was last written to, milliseconds since 1970. */
  readonly changedMs: number;
  /** When its first entry was written, as that says; `null` where it can't be read. */
  readonly beganMs: number | null;
}

/** How much is kept. */
export interface Keep {
  readonly segmentBytes: number;
  /** How long one file grows; files go as a whole, so this is how much longer than `ageMs` anything stays. */
  readonly segmentMs: number;
  readonly segments: number;
  readonly ageMs: number;
}

const DAY_MS = 86_400_000;

/** At most 8 MB and 90 days: a check every five minutes makes some 100 KB a day. */
export const KEEP: Keep = { segmentBytes: 256 * 1_024, segmentMs: 7 * DAY_MS, segments: 32, ageMs: 90 * DAY_MS };

const NAME = /^(\d{8})\.jsonl$/;

/** Whether a file of the folder is one of the history. */
export function isSegment(name: string): boolean {
  return NAME.test(name);
}

/**
 * Returns the file that the next line goes to. The names are numbers, so that two programs that find the last file full
 * at the same time choose the same next one.
 */
export function currentSegment(last: Segment | null, keep: Keep, nowMs: number): string {
  if (last === null) return segmentName(1);
  const isOld = last.beganMs !== null && last.beganMs < nowMs - keep.segmentMs;
  return last.bytes < keep.segmentBytes && !isOld ? last.name : segmentName(Number.parseInt(last.name, 10) + 1);
}

/** Returns the files that go; `segments` are sorted by name, and the last one stays whatever its age. */
export function droppedSegments(
  segments: readonly Pick<Segment, 'name' | 'changedMs'>[],
  keep: Keep,
  nowMs: number,
): readonly string[] {
  return segments
    .slice(0, -1)
    .filter((one, index) => index < segments.length - keep.segments || one.changedMs < nowMs - keep.ageMs)
    .map((one) => one.name);
}

function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.jsonl`;
}
