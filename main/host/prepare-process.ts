/** What must be set before the first look-up of a name; both are read by C libraries, once, at first use. */

/**
 * Sets the size of libuv's thread pool and the patience of the C library's resolver.
 * - A look-up that gets no answer holds a thread of the pool (four by default), and the process can't end before it does.
 * - glibc waits 5 s for each of two tries; 1 s and 2 s are inside our own deadline (`DEADLINES.dnsLookup`).
 * A person's own values stay.
 */
export function prepareProcess(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= '24';
  process.env['RES_OPTIONS'] ??= 'timeout:1 attempts:2';
}
