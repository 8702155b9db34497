/** What the kernel tells of a process: processor time, memory, open files. */
import { readdirSync, readFileSync } from 'node:fs';

const CLOCK_TICKS = 100;

/** Returns user and system time, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
}

/** Returns the memory that is resident now (`VmRSS`), or was at most (`VmHWM`), in MB. */
export function memoryOf(pid: number, which: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(which));
  return Number(/(\d+)/.exec(line ?? '')?.[1]) / 1_024;
}

export function openFilesOf(pid: number): number {
  return readdirSync(`/proc/${String(pid)}/fd`).length;
}
