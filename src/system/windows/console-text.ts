/** Output of Windows' own programs, which write in the code page of the console and not in UTF-8. */
import type { SystemTools } from '../system-tools.ts';

/** Code pages that the runtime can decode (WHATWG Encoding §4.2), by their numbers (winnls.h). */
const DECODERS: Readonly<Record<string, string>> = {
  '866': 'ibm866',
  '874': 'windows-874',
  '932': 'shift_jis',
  '936': 'gbk',
  '949': 'euc-kr',
  '950': 'big5',
  '1250': 'windows-1250',
  '1251': 'windows-1251',
  '1252': 'windows-1252',
  '65001': 'utf-8',
};

const CODE_PAGES = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage';

/** Returns the text of an output that was read as Latin-1; the code page is only asked for where it makes a difference. */
export async function readConsole(tools: SystemTools, bytes: string, signal: AbortSignal): Promise<string> {
  if (isAscii(bytes)) return bytes;
  const outcome = await tools.run('reg.exe', ['query', CODE_PAGES, '/v', 'OEMCP'], { signal, encoding: 'latin1' });
  const found = outcome.state === 'done' ? /\bOEMCP\s+REG_SZ\s+(\d+)/u.exec(outcome.stdout)?.[1] : undefined;
  return decodeConsole(bytes, found ?? null);
}

function isAscii(text: string): boolean {
  return !/[\u0080-\u{10ffff}]/u.test(text);
}

/**
 * Returns the text of an output that was read as Latin-1.
 * @param codePage the number of the console's code page; signs outside ASCII become U+FFFD where it can't be decoded
 */
export function decodeConsole(bytes: string, codePage: string | null): string {
  if (isAscii(bytes)) return bytes;
  const decoder = codePage === null ? undefined : DECODERS[codePage];
  if (decoder === undefined) return bytes.replace(/[\u0080-\u{10ffff}]/gu, '\uFFFD');
  return new TextDecoder(decoder).decode(Buffer.from(bytes, 'latin1'));
}
