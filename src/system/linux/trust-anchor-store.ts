/** One authority in the list of a Linux computer, as a place: its certificate in a folder, and the list made anew. */
import path from 'node:path';
import { ok, refuse } from '../../base/result.ts';
import type { Store, StoreRef } from '../../change/store.ts';
import { createFileStore } from '../file-store.ts';
import { noStore } from '../no-store.ts';
import type { SystemTools } from '../system-tools.ts';

type AnchorRef = Extract<StoreRef, { readonly kind: 'trust-anchor' }>;

/** Where distributions look for certificates of one's own, and what makes the list: the first folder that is there counts. */
const PLACES = [
  // Debian, Ubuntu, Alpine; update-ca-certificates(8)
  { folder: '/usr/local/share/ca-certificates', program: 'update-ca-certificates', args: [] },
  // Fedora, RHEL; update-ca-trust(8)
  { folder: '/etc/pki/ca-trust/source/anchors', program: 'update-ca-trust', args: ['extract'] },
  // SUSE
  { folder: '/etc/pki/trust/anchors', program: 'update-ca-certificates', args: [] },
  // Arch
  { folder: '/etc/ca-certificates/trust-source/anchors', program: 'update-ca-trust', args: ['extract'] },
] as const;

/** Returns the place. It holds the certificate as PEM text, or nothing. */
async function openTrustAnchor(tools: SystemTools, { sha256 }: AnchorRef): Promise<Store> {
  if (!/^[0-9a-f]{64}$/u.test(sha256)) return noStore('trust-anchor');
  const looked = await Promise.all(
    PLACES.map(async (place) => ((await tools.listFolder(place.folder)).state === 'read' ? [place] : [])),
  );
  const [place] = looked.flat();
  if (place === undefined) return noStore('trust-anchor');
  // The list takes in what ends in `.crt`.
  const store = createFileStore(path.posix.join(place.folder, `throughway-${sha256.slice(0, 16)}.crt`));
  return {
    ...store,
    write: async (text, signal, traits) => {
      const written = await store.write(text, signal, traits);
      if (!written.ok) return written;
      const made = await tools.run(place.program, place.args, { signal, deadline: 'writingCommand' });
      if (made.state === 'missing') return refuse({ kind: 'program-missing', program: place.program });
      if (made.state === 'failed') return refuse({ kind: 'refused', detail: made.why });
      return made.exitCode === 0
        ? ok(undefined)
        : refuse({
            kind: 'refused',
            detail: `${place.program}: ${made.stderr.trim().split('\n')[0]?.slice(0, 160) ?? ''}`,
          });
    },
  };
}

/** Returns the place before it is known where the list lies. */
export function createTrustAnchorStore(tools: SystemTools, ref: AnchorRef): Store {
  let pending: Promise<Store> | null = null;
  const opened = (): Promise<Store> => (pending ??= openTrustAnchor(tools, ref));
  return {
    read: async (signal) => (await opened()).read(signal),
    write: async (text, signal, traits) => (await opened()).write(text, signal, traits),
    traits: async (signal) => (await (await opened()).traits?.(signal)) ?? null,
    access: async (signal) => (await opened()).access(signal),
  };
}
