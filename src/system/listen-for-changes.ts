/** Tells when the network or the settings may have changed; what exactly, is for others to find out. */
import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { codeOf } from '../base/error-code.ts';
import type { ChangePlaces, Changed } from './change-places.ts';
import { followCommand } from './follow-command.ts';
import type { SystemTools } from './system-tools.ts';

/** How often is looked where nothing tells: reading two small files costs a tenth of a millisecond. */
const LOOK_MS = 15_000;

/** What listening works with. */
type Tools = Pick<SystemTools, 'env' | 'readFile' | 'interfaceAddresses'>;

/**
 * Listens until the returned function is called, which returns when no child, timer or watched folder is left. Files that
 * are written anew under their old name are followed as well: their folder is watched.
 */
export function listenForChanges(
  { commands, files, kernelFiles }: ChangePlaces,
  tools: Tools,
  onChange: (what: Changed) => void,
): () => Promise<void> {
  const following = commands.map(({ what, ...command }) => ({
    what,
    ...followCommand(tools.env, command, (text) => {
      for (const one of what === 'named' ? namedIn(text) : [what]) onChange(one);
    }),
  }));
  const watchers = files.flatMap(({ file, what }) =>
    watchFile(file, () => {
      onChange(what);
    }),
  );
  const isTold = (): boolean => following.some(({ what, isAlive }) => what !== 'settings' && isAlive());
  let seen: string | null = null;
  const look = async (): Promise<void> => {
    if (isTold()) return;
    const texts = await Promise.all(kernelFiles.map(async (file) => JSON.stringify(await tools.readFile(file))));
    const now = [JSON.stringify(tools.interfaceAddresses()), ...texts].join('\n');
    if (seen !== null && seen !== now) onChange('network');
    seen = now;
  };
  const timer = setInterval(() => void look(), LOOK_MS);
  void look();
  return async () => {
    clearInterval(timer);
    for (const watcher of watchers) watcher.close();
    await Promise.all(following.map((one) => one.close()));
  };
}

function namedIn(text: string): readonly Changed[] {
  return (['network', 'settings'] as const).filter((what) => text.includes(what));
}

/** Watches one file by its folder; nothing where the folder isn't there or the system has no more watches to give. */
export function watchFile(file: string, onChange: () => void): readonly FSWatcher[] {
  try {
    const name = path.basename(file);
    const watcher = watch(path.dirname(file), { persistent: false }, (_event, changed) => {
      if (changed === null || changed === name) onChange();
    });
    watcher.on('error', () => {
      watcher.close();
    });
    return [watcher];
  } catch (thrown) {
    if (codeOf(thrown) === null) throw thrown;
    return [];
  }
}
