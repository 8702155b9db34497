/** What a program in JavaScript holds on to itself, told apart from what the engine and its tools keep beside it. */

/** The part of the inspector's protocol that a snapshot takes, over whichever line there is. */
export interface Inspector {
  send(method: 'HeapProfiler.collectGarbage' | 'HeapProfiler.takeHeapSnapshot'): Promise<unknown>;
  /** Hears every piece of a snapshot; the returned function ends it. */
  hearChunks(listener: (chunk: string) => void): () => void;
}

/** Compiled code comes and goes, and a browser's own objects hold the log of an attached inspector. */
const NOT_OURS = new Set(['code', 'hidden', 'native', 'synthetic']);
/** What buffers hold lies outside the heap, and is native by its type. */
const BUFFER = 'system / JSArrayBufferData';

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** Bytes of objects, closures, arrays, strings and buffers that are still in use after a collection. */
export async function liveBytes(inspector: Inspector): Promise<number> {
  await collect(inspector);
  const chunks: string[] = [];
  const end = inspector.hearChunks((chunk) => chunks.push(chunk));
  await inspector.send('HeapProfiler.takeHeapSnapshot');
  end();
  const { snapshot, nodes, strings }: Snapshot = JSON.parse(chunks.join(''));
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt = 0, nameAt = 0, sizeAt = 0] = ['type', 'name', 'self_size'].map((field) => fields.indexOf(field));
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const isOurs =
      !NOT_OURS.has(types[0][nodes[node + typeAt] ?? 0] ?? '') || strings[nodes[node + nameAt] ?? 0] === BUFFER;
    if (isOurs) bytes += nodes[node + sizeAt] ?? 0;
  }
  return bytes;
}

/** Collects all that nobody holds. */
export async function collect(inspector: Inspector): Promise<void> {
  // The first collection runs finalizers; the second takes what they let go.
  await inspector.send('HeapProfiler.collectGarbage');
  await inspector.send('HeapProfiler.collectGarbage');
}
