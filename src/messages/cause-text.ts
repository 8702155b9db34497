import type { CauseArgs, CauseText } from './messages.ts';

type Words = string | ((args: CauseArgs) => string);

/** Returns the words for one cause from constants or functions of the arguments. */
export function causeText(title: string, explanation: Words, nextStep: Words): CauseText {
  return { title: () => title, explanation: asFunction(explanation), nextStep: asFunction(nextStep) };
}

function asFunction(words: Words): (args: CauseArgs) => string {
  return typeof words === 'string' ? () => words : words;
}

/** Returns `host:port`, IPv6 in brackets; only the host where no port is known; empty where there is no host. */
export function proxyAddress(args: Pick<CauseArgs, 'proxyHost' | 'proxyPort'>): string {
  if (args.proxyHost === undefined) return '';
  const host = args.proxyHost.includes(':') ? `[${args.proxyHost}]` : args.proxyHost;
  return args.proxyPort === undefined ? host : `${host}:${String(args.proxyPort)}`;
}

/** Returns the settings' own name for a proxy kind. */
export function kindName(kind: string): string {
  const NAMES: Readonly<Record<string, string>> = { http: 'HTTP', https: 'HTTPS', socks4: 'SOCKS4', socks5: 'SOCKS5' };
  return NAMES[kind] ?? kind;
}

/** Returns the word for `key` where the table has one. */
export function wordFor(table: Readonly<Record<string, string>>, key: string | undefined): string | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}
