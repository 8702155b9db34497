/**
 * Lists other places on this computer that hold a sign-in and may go on sending an old password after a change.
 * Names of files and keys only: no value leaves this file.
 */
import type { Reading } from '../base/reading.ts';

/** One place, by what a person must open to look: a file or the environment, and the key inside. */
export interface OtherStore {
  readonly kind: StoreKind;
  /** `sign-in` is there; `unreadable` is a file that may hold one. */
  readonly state: 'sign-in' | 'unreadable';
  /** Path of the file; empty for the environment and the Credential Manager. */
  readonly file: string;
  /** Variable, setting, machine or entry; empty where the file could not be read. */
  readonly key: string;
}

export type StoreKind =
  'environment' | 'git' | 'npm' | 'pip' | 'netrc' | 'curl' | 'wget' | 'docker' | 'windows-credential-manager';

export interface OtherStoresTools {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home folder, without a slash at its end. */
  readonly home: string;
  readonly readText: (path: string) => Promise<Reading<string>>;
  /** Target names in the Credential Manager; none on other systems. */
  readonly windowsCredentials: () => Promise<readonly string[]>;
}

/** A file longer than this is not somebody's configuration. */
const MAX_CHARS = 1_048_576;
const MAX_KEYS_PER_FILE = 50;

interface StoreFile {
  readonly kind: StoreKind;
  /** Below the home folder. */
  readonly path: string;
  readonly keys: (text: string) => readonly string[];
}

/** In the order in which people meet them. */
const FILES: readonly StoreFile[] = [
  { kind: 'git', path: '.gitconfig', keys: gitKeys },
  { kind: 'git', path: '.config/git/config', keys: gitKeys },
  { kind: 'git', path: '.git-credentials', keys: gitCredentialKeys },
  { kind: 'npm', path: '.npmrc', keys: npmKeys },
  { kind: 'pip', path: '.config/pip/pip.conf', keys: urlKeys },
  { kind: 'pip', path: '.pip/pip.conf', keys: urlKeys },
  { kind: 'pip', path: 'AppData/Roaming/pip/pip.ini', keys: urlKeys },
  { kind: 'pip', path: 'Library/Application Support/pip/pip.conf', keys: urlKeys },
  { kind: 'netrc', path: '.netrc', keys: netrcKeys },
  { kind: 'netrc', path: '_netrc', keys: netrcKeys },
  { kind: 'curl', path: '.curlrc', keys: curlKeys },
  { kind: 'curl', path: '_curlrc', keys: curlKeys },
  { kind: 'wget', path: '.wgetrc', keys: wgetKeys },
  { kind: 'docker', path: '.docker/config.json', keys: dockerKeys },
];

/** Returns every place found, the environment first. */
export async function listOtherStores(tools: OtherStoresTools): Promise<readonly OtherStore[]> {
  const fromEnvironment = Object.entries(tools.env)
    .filter(([name, value]) => /proxy/i.test(name) && value !== undefined && hasUserinfo(value))
    .map(([name]): OtherStore => ({ kind: 'environment', state: 'sign-in', file: '', key: name }));
  const fromFiles = await Promise.all(
    FILES.map(async ({ kind, path, keys }): Promise<readonly OtherStore[]> => {
      const file = `${tools.home}/${path}`;
      const reading = await tools.readText(file);
      if (reading.state === 'absent') return [];
      if (reading.state === 'unreadable') return [{ kind, state: 'unreadable', file, key: '' }];
      const found = [...new Set(keys(reading.value.slice(0, MAX_CHARS)))].slice(0, MAX_KEYS_PER_FILE);
      return found.map((key) => ({ kind, state: 'sign-in', file, key }));
    }),
  );
  const fromWindows = (await tools.windowsCredentials()).map((key): OtherStore => ({
    kind: 'windows-credential-manager',
    state: 'sign-in',
    file: '',
    key,
  }));
  return [...fromEnvironment, ...fromFiles.flat(), ...fromWindows];
}

/** Whether an address carries a user name; a password may hold any sign, so every `@` after the scheme counts. */
function hasUserinfo(value: string): boolean {
  return value.replace(/^\s*["']?[a-z][a-z0-9+.-]*:\/\//i, '').includes('@');
}

/** `key = value` or `key: value`, one a line; comments begin with `#` or `;`. */
function settings(text: string): readonly (readonly [key: string, value: string])[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*([^#;=\s[][^=\s]*)\s*=\s*(\S.*)$/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [[match[1], match[2]] as const];
  });
}

function urlKeys(text: string): readonly string[] {
  return settings(text)
    .filter(([, value]) => hasUserinfo(value))
    .map(([key]) => key);
}

function gitKeys(text: string): readonly string[] {
  let section = '';
  return text.split(/\r?\n/).flatMap((line) => {
    // A section may be named after an address, which could carry a user name itself.
    section = /^\s*\[\s*([\w.-]+)/.exec(line)?.[1]?.toLowerCase() ?? section;
    const match = /^\s*(?:\[[^\]]*\])?\s*(proxy)\s*=\s*(.+)$/i.exec(line);
    return match?.[2] !== undefined && hasUserinfo(match[2]) ? [`${section}.proxy`] : [];
  });
}

function gitCredentialKeys(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const host = /^[a-z]+:\/\/.*@([^@/]+)/i.exec(line)?.[1];
    return host === undefined ? [] : [host];
  });
}

function npmKeys(text: string): readonly string[] {
  return settings(text)
    .filter(([key, value]) => hasUserinfo(value) || /(?:^|:)_(?:password|auth)$/.test(key))
    .map(([key]) => key);
}

function netrcKeys(text: string): readonly string[] {
  let machine = '';
  const found: string[] = [];
  const words = text.split(/\s+/);
  words.forEach((word, index) => {
    if (word === 'machine') machine = words[index + 1] ?? '';
    if (word === 'default') machine = 'default';
    if (word === 'password' && machine !== '' && words[index - 1] !== 'password') found.push(machine);
  });
  return found;
}

function curlKeys(text: string): readonly string[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^\s*-{0,2}([A-Za-z][\w-]*)\s*[=:\s]\s*(\S.*)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) return [];
    const holds = /^(?:proxy-user|user|U|u)$/.test(match[1])
      ? match[2].includes(':')
      : /^(?:proxy|preproxy|socks.*|x|url)$/.test(match[1]) && hasUserinfo(match[2]);
    return holds ? [match[1]] : [];
  });
}

function wgetKeys(text: string): readonly string[] {
  return settings(text)
    .filter(([key, value]) => /passw(?:or)?d$/i.test(key) || hasUserinfo(value))
    .map(([key]) => key);
}

function dockerKeys(text: string): readonly string[] {
  const config = parsed(text);
  const proxies = members(member(config, 'proxies')).flatMap(([scope, entry]) =>
    members(entry)
      .filter(([, value]) => typeof value === 'string' && hasUserinfo(value))
      .map(([name]) => `proxies.${scope}.${name}`),
  );
  const auths = members(member(config, 'auths'))
    .filter(([, entry]) => ['auth', 'password'].some((name) => member(entry, name) !== undefined))
    .map(([registry]) => `auths.${registry}`);
  return [...proxies, ...auths];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function members(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function member(value: unknown, name: string): unknown {
  return members(value).find(([key]) => key === name)?.[1];
}
