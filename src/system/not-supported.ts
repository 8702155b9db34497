import { unreadable } from '../base/reading.ts';

/** Returns the reading of something that this version can't look at on this operating system. */
export function notSupported(what: string): ReturnType<typeof unreadable> {
  return unreadable(`reading ${what} is not supported on this system yet`);
}
