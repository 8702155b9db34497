/** The public keys that count on this computer, and those that merely lie beside a file. */
import path from 'node:path';
import { readPublicKey, type PublicKey } from '../presets/signature.ts';
import type { PolicyPlaces } from '../system/policy-places.ts';
import { listFolder, readBounded } from './read-bounded.ts';

/** More keys are a mistake, and each signature is tried with all of them. */
const MOST_KEYS = 64;

/** Returns the trusted keys. Files that others than administrators could have changed don't count. */
export async function trustedKeys(
  places: Pick<PolicyPlaces, 'keyFolders' | 'managedKeys' | 'isAdminOnly'>,
  signal: AbortSignal,
): Promise<readonly PublicKey[]> {
  const files = (await Promise.all(places.keyFolders.map((folder) => keyFiles(folder, ['.pem'])))).flat();
  const own = await Promise.all(
    files.map(async (file) => ((await places.isAdminOnly(file)) ? await keyIn(file) : null)),
  );
  const managed = (await places.managedKeys(signal)).map(keyOf);
  return [...own, ...managed].filter((key) => key !== null).slice(0, MOST_KEYS);
}

/** Returns the public keys that lie in the folder of a file: they trust nobody, but tell whose signature it is. */
export async function keysBeside(file: string): Promise<readonly PublicKey[]> {
  const files = await keyFiles(path.dirname(file), ['.pem', '.pub']);
  return (await Promise.all(files.map(keyIn))).filter((key) => key !== null);
}

async function keyFiles(folder: string, endings: readonly string[]): Promise<readonly string[]> {
  const names = await listFolder(folder);
  if (names.state !== 'read') return [];
  return names.value
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .slice(0, MOST_KEYS)
    .map((name) => path.join(folder, name));
}

async function keyIn(file: string): Promise<PublicKey | null> {
  const bytes = await readBounded(file);
  return bytes.state === 'read' ? keyOf(bytes.value.toString('latin1')) : null;
}

function keyOf(pem: string): PublicKey | null {
  const key = readPublicKey(pem);
  return key.ok ? key.value : null;
}
