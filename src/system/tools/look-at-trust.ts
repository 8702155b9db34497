/** Looks at every program that checks certificates: does it trust the authorities that IT has named? Nothing is written. */
import type { Reading } from '../../base/reading.ts';
import type { OpenStore } from '../../change/store.ts';
import { type Authority, fingerprintsIn } from '../../presets/authority.ts';
import { readTrust, type TrustFile, type TrustReading } from '../../tools/read-trust.ts';
import type { Where } from '../../tools/tool.ts';
import { TRUST_ROWS, type TrustId, type TrustRow } from '../../tools/trust-rows.ts';
import { inHome, joinPath } from '../../tools/where.ts';
import type { SystemTools } from '../system-tools.ts';
import { LINUX_BUNDLES, splitPem } from '../trust-anchors.ts';
import { openPrograms } from './find-program.ts';

/** What looking takes. */
export interface TrustAccess extends Pick<SystemTools, 'listFolder' | 'readFile' | 'run' | 'systemCertificates'> {
  readonly where: Where;
  readonly openStore: OpenStore;
  /** The authorities that the runtime brings along, PEM; asked where the system's store can't be read. */
  readonly builtIn?: () => readonly string[];
}

/** One program as it is on this computer. */
export interface FoundTrust extends TrustReading {
  readonly id: TrustId;
  readonly name: string;
  readonly isInstalled: boolean;
  readonly files: readonly TrustFile[];
}

/** What this computer trusts, and who on it does not. */
export interface TrustLook {
  /** Whether the operating system's own store holds all of them; `null`: it can't be read from here. */
  readonly isInSystem: boolean | null;
  /** The certificates of that store, PEM. */
  readonly system: readonly string[];
  readonly programs: readonly FoundTrust[];
}

/** Profiles of browsers that are looked into; people have one or two. */
const MOST_PROFILES = 20;

/** Looks at everything at the same time. */
export async function lookAtTrust(
  authorities: readonly Authority[],
  access: TrustAccess,
  signal: AbortSignal,
): Promise<TrustLook> {
  const { where } = access;
  const programs = openPrograms(access, where);
  const system = await systemStore(access);
  const isInSystem = system.length === 0 ? null : holdsAll(system, authorities);
  const found = await Promise.all(
    TRUST_ROWS.map(async (row) => {
      const isInstalled = (await programs)(row.programs);
      const files = await filesOf(row, access, signal);
      const bundles = isInstalled ? await bundlesOf(row, files, access, signal) : new Map<string, Reading<string>>();
      const reading = readTrust(row, {
        files,
        env: where.env,
        platform: where.platform,
        isInSystem,
        isInStore: isInstalled ? await isInStore(row, authorities, access, signal) : null,
        isInBundle: (path) => {
          const text = bundles.get(path);
          if (text?.state === 'absent') return false;
          return text?.state === 'read' ? holdsAll(splitPem(text.value), authorities) : null;
        },
      });
      return { id: row.id, name: row.name, isInstalled, files, ...reading };
    }),
  );
  return { isInSystem, system, programs: found };
}

function holdsAll(pems: readonly string[], authorities: readonly Authority[]): boolean {
  const there = fingerprintsIn(pems);
  return authorities.every(({ sha256 }) => there.has(sha256));
}

async function systemStore({ where, readFile, systemCertificates }: TrustAccess): Promise<readonly string[]> {
  if (where.platform !== 'linux') return systemCertificates?.() ?? [];
  for (const path of LINUX_BUNDLES) {
    const text = await readFile(path);
    const found = text.state === 'read' ? splitPem(text.value) : [];
    if (found.length > 0) return found;
  }
  return [];
}

async function filesOf(row: TrustRow, access: TrustAccess, signal: AbortSignal): Promise<readonly TrustFile[]> {
  const paths = row.file?.paths(access.where) ?? [];
  return await Promise.all(
    paths.map(async (path) => ({ path, text: await access.openStore({ kind: 'file', path }).read(signal) })),
  );
}

/** Every bundle that the program could name. */
async function bundlesOf(
  row: TrustRow,
  files: readonly TrustFile[],
  { where, openStore }: TrustAccess,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Reading<string>>> {
  const { file } = row;
  const named = files.flatMap(({ text }) => {
    const values = file !== undefined && text.state === 'read' ? file.format.read(text.value, [file.key]) : null;
    return values?.ok === true ? [...values.value.values()] : [];
  });
  const byVariable = [...row.before, ...row.after].flatMap((name) => where.env[name] ?? []);
  const paths = [...new Set([...named, ...byVariable])].filter((path) => path !== '');
  const texts = await Promise.all(
    paths.map(
      async (path) => [path, await openStore({ kind: 'file', path: atHome(where, path) }).read(signal)] as const,
    ),
  );
  return new Map(texts);
}

function atHome(where: Where, path: string): string {
  return path.startsWith('~/') ? inHome(where, path.slice(2)) : path;
}

/** Whether the database of a program holds them; `null`: it has none, or it can't be read. */
async function isInStore(
  { id }: TrustRow,
  authorities: readonly Authority[],
  access: TrustAccess,
  signal: AbortSignal,
): Promise<boolean | null> {
  const { where } = access;
  if (id === 'java') return await isInKeyStore(authorities, access, signal);
  if (where.platform !== 'linux') return null;
  if (id === 'chromium')
    return await isInDatabase(inHome(where, '.pki', 'nssdb', 'cert9.db'), authorities, access, signal);
  if (id !== 'firefox') return null;
  const profiles = inHome(where, '.mozilla', 'firefox');
  const names = await access.listFolder(profiles);
  const all = await Promise.all(
    (names.state === 'read' ? names.value : [])
      .filter((name) => /^[^.]+\..+/u.test(name))
      .slice(0, MOST_PROFILES)
      .map((name) => isInDatabase(joinPath(where, profiles, name, 'cert9.db'), authorities, access, signal)),
  );
  const known = all.filter((one) => one !== null);
  return known.length === 0 ? null : known.every(Boolean);
}

/** NSS keeps the SHA-1 of each certificate that it has been told to trust in one piece beside the trust (CKA_CERT_SHA1_HASH). */
async function isInDatabase(
  path: string,
  authorities: readonly Authority[],
  { openStore }: TrustAccess,
  signal: AbortSignal,
): Promise<boolean | null> {
  const bytes = await openStore({ kind: 'file', path }).read(signal);
  if (bytes.state === 'unreadable') return null;
  const text = bytes.state === 'read' ? bytes.value : '';
  return authorities.every(({ sha1 }) => text.includes(Buffer.from(sha1, 'hex').toString('latin1')));
}

async function isInKeyStore(
  authorities: readonly Authority[],
  { run }: TrustAccess,
  signal: AbortSignal,
): Promise<boolean | null> {
  // The password of the store that comes with every runtime is a public constant, and only reading is asked for.
  const listed = await run('keytool', ['-list', '-cacerts', '-storepass', 'changeit'], { signal });
  if (listed.state !== 'done' || listed.exitCode !== 0) return null;
  const there = listed.stdout.replaceAll(':', '').toLowerCase();
  return authorities.every(({ sha256 }) => there.includes(sha256));
}
