/** Prints lines that come in quick succession with one write for all that came in the same moment. */
import type { Terminal } from './terminal.ts';

export interface GatheredLines {
  add(line: string): void;
  /** Prints what has come so far. */
  flush(): void;
}

/** Returns what gathers for a terminal; each line is out at the latest when the program has nothing else to do. */
export function gatherLines(terminal: Pick<Terminal, 'print'>): GatheredLines {
  let lines: string[] = [];
  const flush = (): void => {
    if (lines.length === 0) return;
    const text = lines.join('\n');
    lines = [];
    terminal.print(text);
  };
  return {
    add(line) {
      if (lines.length === 0) setImmediate(flush);
      lines.push(line);
    },
    flush,
  };
}
