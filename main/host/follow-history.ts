/** Follows what another Throughway's watch writes into the history. */
import { watch } from 'node:fs';
import { codeOf } from '../../src/base/error-code.ts';
import type { WatchEvent } from '../../src/watch/watch-event.ts';
import type { History } from './history-files.ts';

/** Where the folder can't be watched, it is read this often. */
const READ_MS = 10_000;
/** A round of looks writes some dozen entries. */
const MOST = 200;
/** Two programs' clocks are the same, but an entry is stamped before it is written. */
const OVERLAP_MS = 5_000;

type Happened = Extract<WatchEvent, { readonly kind: 'happened' }>;

/** Tells every check of a watch, every change and every notice that is kept from now on; the returned function ends it. */
export function followHistory(
  history: Pick<History, 'folder' | 'list'>,
  { wallMs, tell }: { readonly wallMs: () => number; readonly tell: (event: Happened) => void },
): () => void {
  const seen = new Set<string>();
  let sinceMs = wallMs();
  let isReading = false;
  const read = async (): Promise<void> => {
    if (isReading) return;
    isReading = true;
    const beganMs = wallMs();
    try {
      const { entries } = await history.list({ fromMs: sinceMs }, MOST);
      for (const entry of entries.toReversed()) {
        if (seen.has(entry.id)) continue;
        seen.add(entry.id);
        if (entry.kind === 'fix' || entry.kind === 'answer' || (entry.kind === 'check' && entry.by !== 'watch'))
          continue;
        const { v: _v, id: _id, at, ...facts } = entry;
        tell({ kind: 'happened', facts, at });
      }
      for (const id of [...seen].slice(0, -2 * MOST)) seen.delete(id);
      sinceMs = Math.max(sinceMs, beganMs - OVERLAP_MS);
    } catch (thrown) {
      if (codeOf(thrown) === null) throw thrown;
    } finally {
      isReading = false;
    }
  };
  const timer = setInterval(() => void read(), READ_MS);
  const watcher = watchFolder(history.folder, () => void read());
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}

function watchFolder(folder: string, onChange: () => void): { close(): void } | null {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => {
      watcher.close();
    });
    return watcher;
  } catch (thrown) {
    // It isn't there yet, or the system has no more watches to give.
    if (codeOf(thrown) === null) throw thrown;
    return null;
  }
}
