import { readFileSync } from 'node:fs';

/** What could be seen of a running process from outside. */
export interface ProcessWatch {
  /** Peak resident memory so far, megabytes. */
  peakMegabytes(): number;
  /** Argument lists and environments of its children, as far as they lived long enough to be seen. */
  children(): string;
  stop(): void;
}

const EVERY_MS = 15;

/** Looks at a process and its children over and over, in /proc. */
export function watchProcess(pid: number): ProcessWatch {
  let peak = 0;
  const seen = new Map<string, string>();
  const look = (): void => {
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${String(pid)}/status`))?.[1] ?? 0) / 1_024);
    for (const child of childrenOf(pid)) {
      if (!seen.has(child)) seen.set(child, '');
      const text = read(`/proc/${child}/cmdline`) + read(`/proc/${child}/environ`);
      // Between fork and exec a child still shows its parent's own environment, which the lab has set itself.
      if (!text.startsWith(read(`/proc/${String(pid)}/cmdline`))) seen.set(child, text);
    }
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    peakMegabytes: () => peak,
    children: () => [...seen.values()].join('\n'),
    stop: () => {
      clearInterval(timer);
    },
  };
}

/** Children of the main thread, from which Node starts them. */
function childrenOf(pid: number): readonly string[] {
  return read(`/proc/${String(pid)}/task/${String(pid)}/children`)
    .split(' ')
    .filter(Boolean);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
