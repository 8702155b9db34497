import { desktopStore } from './linux/desktop.ts';
import type { WritableSource } from '../settings/writable-source.ts';
import type { System } from './system.ts';

/** Returns where this desktop keeps its own proxy settings: what is set for the first time goes there. */
export function ownSource(
  platform: System['platform'],
  env: Readonly<Record<string, string | undefined>>,
): WritableSource {
  if (platform !== 'linux') return platform;
  const store = desktopStore(env);
  return store === 'none' ? 'env' : store;
}
