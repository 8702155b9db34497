/** One at a time on this computer's account: a lock file that names its process. */
import { randomBytes } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';
import { codeOf } from '../base/error-code.ts';

/** No change lasts as long, its putting back included (`change` and `putBack` of base/deadline.ts). */
const LONGEST_CHANGE_MS = 600_000;

/** File systems without hard links. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

const schema = z.object({
  pid: z.int().min(1),
  /** When that process began, and when it took the lock: ms since 1970. */
  began: z.number(),
  at: z.number(),
  /** What its holder wants others to know. */
  note: z.string().max(16_384).optional(),
});

type Holder = z.infer<typeof schema>;

/** A lock that is held. */
export interface HeldLock {
  release(): Promise<void>;
  /** Says that its holder lives; false where somebody else has taken it over meanwhile. */
  renew(): Promise<boolean>;
}

/** How a lock is held: after `longestMs` without renewal its holder counts as gone; `note` is for whoever finds it. */
export interface Holding {
  readonly longestMs: number;
  readonly note?: string;
}

const CHANGE: Holding = { longestMs: LONGEST_CHANGE_MS };

/** Takes the lock; `null` where another process holds it. */
export async function holdLock(file: string, clock: Clock, { longestMs, note }: Holding): Promise<HeldLock | null> {
  const textNow = (): string => JSON.stringify({ ...ownHolder(clock), ...(note === undefined ? {} : { note }) });
  let text = textNow();
  if (!(await create(file, text))) {
    const there = await readLock(file);
    if (there !== null && (!isStale(there, ownHolder(clock), longestMs) || !(await takeAway(file, there)))) return null;
    if (!(await create(file, text))) return null;
  }
  return {
    release: async () => {
      if ((await readLock(file)) === text) await unlink(file);
    },
    renew: async () => {
      if ((await readLock(file)) !== text) return false;
      const whole = `${file}.${randomBytes(6).toString('hex')}`;
      const next = textNow();
      await writeFile(whole, next, { flag: 'wx', mode: 0o600 });
      await rename(whole, file);
      text = next;
      return true;
    },
  };
}

/** Takes the lock for one change; returns what lets it go again, `null` where another change is under way. */
export async function takeLock(file: string, clock: Clock): Promise<(() => Promise<void>) | null> {
  return (await holdLock(file, clock, CHANGE))?.release ?? null;
}

/** Returns who holds the lock right now; `null` where nobody does. */
export async function holderOf(
  file: string,
  clock: Clock,
  { longestMs }: Holding = CHANGE,
): Promise<{ readonly pid: number; readonly note: string } | null> {
  const there = await readLock(file);
  if (there === null || isStale(there, ownHolder(clock), longestMs)) return null;
  const { pid = 0, note = '' } = schema.safeParse(parseJson(there)).data ?? {};
  return { pid, note };
}

function ownHolder(clock: Clock): Holder {
  return { pid: process.pid, began: performance.timeOrigin, at: clock.wallMs() };
}

function isStale(text: string, own: Holder, longestMs: number): boolean {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return true;
  const { pid, began, at } = parsed.data;
  // Numbers of processes begin again with each boot and, in a container, with each start.
  if (pid === own.pid) return began !== own.began;
  if (at < own.at - uptime() * 1_000 - 1_000 || Math.abs(own.at - at) > longestMs) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives, and is not ours to signal.
    return codeOf(error) === 'ESRCH';
  }
}

/** Creates the file with its whole content at once; false where there is one. */
async function create(file: string, text: string): Promise<boolean> {
  const whole = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(whole, text, { flag: 'wx', mode: 0o600 });
    try {
      await link(whole, file);
    } finally {
      await unlink(whole);
    }
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code === null || !NO_LINKS.includes(code)) throw error;
  }
  try {
    await writeFile(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Two processes may find the same stale lock: whoever finds that it moved a fresh one gives it back. */
async function takeAway(file: string, stale: string): Promise<boolean> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
  const isOurs = (await readLock(aside)) === stale;
  // Where a third one was quicker, both know by the content that they have lost it.
  if (!isOurs) await create(file, (await readLock(aside)) ?? '');
  await unlink(aside);
  return isOurs;
}

async function readLock(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
