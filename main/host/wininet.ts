/** WinINET's functions through koffi. */
import { createRequire } from 'node:module';
import { z } from 'zod';
import { DEADLINES } from '../../src/base/deadline.ts';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import type { NativeWininet } from '../../src/system/native-wininet.ts';
import { startNativeChild, type NativeChildHost } from './native-child.ts';

/**
 * The child's half. INTERNET_PER_CONN_OPTION_LISTW is 32 bytes and INTERNET_PER_CONN_OPTIONW 16 with pointers of 8 bytes
 * (wininet.h); both are laid out by hand, so that no declaration can disagree with them.
 */
const HANDLER = `(koffi) => {
  if (koffi.sizeof('void *') !== 8) throw new Error('only 64-bit Windows');
  const library = koffi.load('wininet.dll');
  const setOption = library.func('bool __stdcall InternetSetOptionW(void *session, uint32 option, void *buffer, uint32 length)');
  const PER_CONNECTION_OPTION = 75, SETTINGS_CHANGED = 39, REFRESH = 37;
  const FLAGS = 1, PROXY_SERVER = 2, PROXY_BYPASS = 3, AUTOCONFIG_URL = 4;
  const wide = (text) => Buffer.from(text + '\\0', 'utf16le');
  return ({ verb, options }) => {
    const kept = [];
    const pointer = (buffer) => { kept.push(buffer); return koffi.address(buffer); };
    if (verb === 'set') {
      const texts = [[PROXY_SERVER, options.servers], [PROXY_BYPASS, options.bypass], [AUTOCONFIG_URL, options.pacUrl]];
      const entries = Buffer.alloc(64);
      entries.writeUInt32LE(FLAGS, 0);
      entries.writeUInt32LE(options.flags, 8);
      texts.forEach(([option, text], index) => {
        entries.writeUInt32LE(option, 16 * (index + 1));
        entries.writeBigUInt64LE(pointer(wide(text)), 16 * (index + 1) + 8);
      });
      const list = Buffer.alloc(32);
      list.writeUInt32LE(32, 0);
      if (options.connection !== null) list.writeBigUInt64LE(pointer(wide(options.connection)), 8);
      list.writeUInt32LE(4, 16);
      list.writeBigUInt64LE(pointer(entries), 24);
      if (!setOption(null, PER_CONNECTION_OPTION, list, 32)) throw new Error('InternetSetOption refused');
    }
    kept.length = 0;
    const isTold = setOption(null, SETTINGS_CHANGED, null, 0);
    // It only concerns this process's own handles, and says no where there are none.
    setOption(null, REFRESH, null, 0);
    if (!isTold) throw new Error('running programs could not be told');
    return true;
  };
}`;

const answerSchema = z.union([z.object({ value: z.literal(true) }), z.object({ failed: z.string() })]);

/** Returns WinINET's functions; a child is started for each call, and nothing is loaded before. */
export function openWininet(host: NativeChildHost): NativeWininet {
  const ask = async (question: object): Promise<Result<void, string>> => {
    const modulePath = koffiPath();
    if (modulePath === null) return refuse('koffi is not installed');
    const child = startNativeChild(host, { modulePath, handler: HANDLER });
    try {
      const asked = await child.ask(question, { timeoutMs: DEADLINES.wininet.ms });
      if (!asked.ok) return refuse(asked.problem.detail);
      const answer = answerSchema.safeParse(asked.value);
      if (!answer.success) return refuse('an unknown answer');
      return 'value' in answer.data ? ok(undefined) : refuse(answer.data.failed.slice(0, 300));
    } finally {
      child.end();
    }
  };
  return {
    set: (options) => ask({ verb: 'set', options }),
    announce: () => ask({ verb: 'announce' }),
  };
}

function koffiPath(): string | null {
  try {
    return createRequire(import.meta.url).resolve('koffi');
  } catch {
    // Left out of an installation: reg.exe is used in its place.
    return null;
  }
}
