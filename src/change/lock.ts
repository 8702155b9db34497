/** One change at a time on this computer's account: a lock file that names its process. */
import { randomBytes } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { z } from 'zod';
import type { Clock } from '../base/clock.ts';

/** No change lasts as long, its putting back included (`change` and `putBack` of base/deadline.ts). */
const LONGEST_CHANGE_MS = 600_000;

/** File systems without hard links. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

const schema = z.object({
  pid: z.int().min(1),
  /** When that process began, and when it took the lock: ms since 1970. */
  began: z.number(),
  at: z.number(),
});

type Holder = z.infer<typeof schema>;

/** Takes the lock; returns what lets it go again, `null` where another change is under way. */
export async function takeLock(file: string, clock: Clock): Promise<(() => Promise<void>) | null> {
  const own: Holder = { pid: process.pid, began: performance.timeOrigin, at: clock.wallMs() };
  const text = JSON.stringify(own);
  if (!(await create(file, text))) {
    const there = await readLock(file);
    if (there !== null && (!isStale(there, own) || !(await takeAway(file, there)))) return null;
    if (!(await create(file, text))) return null;
  }
  return async () => {
    if ((await readLock(file)) === text) await unlink(file);
  };
}

/** Whether somebody holds the lock right now. */
export async function isLocked(file: string, clock: Clock): Promise<boolean> {
  const there = await readLock(file);
  const own: Holder = { pid: process.pid, began: performance.timeOrigin, at: clock.wallMs() };
  return there !== null && !isStale(there, own);
}

function isStale(text: string, own: Holder): boolean {
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) return true;
  const { pid, began, at } = parsed.data;
  // Numbers of processes begin again with each boot and, in a container, with each start.
  if (pid === own.pid) return began !== own.began;
  if (at < own.at - uptime() * 1_000 - 1_000 || Math.abs(own.at - at) > LONGEST_CHANGE_MS) return true;
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
    if (!NO_LINKS.includes(code)) throw error;
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
