import type { SystemTools } from '../system-tools.ts';

/** Reads a property list, mostly binary; `plutil` makes JSON of it. Where there is none, no program needs to be started. */
export async function readPlist(tools: SystemTools, path: string, signal: AbortSignal): Promise<object | 'unreadable'> {
  const file = await tools.readFile(path);
  if (file.state === 'absent') return {};
  const outcome = await tools.run('/usr/bin/plutil', ['-convert', 'json', '-o', '-', path], { signal });
  if (outcome.state !== 'done' || outcome.exitCode !== 0) return 'unreadable';
  try {
    const parsed: unknown = JSON.parse(outcome.stdout);
    return typeof parsed === 'object' && parsed !== null ? parsed : 'unreadable';
  } catch (error) {
    if (error instanceof SyntaxError) return 'unreadable';
    throw error;
  }
}
