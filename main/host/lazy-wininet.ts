/** WinINET's functions, loaded when the first setting of Windows is changed. */
import type { NativeWininet } from '../../src/system/native-wininet.ts';
import type { NativeChildHost } from './native-child.ts';

/** Returns the functions; nothing of them is loaded before the first call. */
export function openLazyWininet(host: NativeChildHost): NativeWininet {
  const load = async (): Promise<NativeWininet> => (await import('./wininet.ts')).openWininet(host);
  return {
    set: async (options) => (await load()).set(options),
    announce: async () => (await load()).announce(),
  };
}
