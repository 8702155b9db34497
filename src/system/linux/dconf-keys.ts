/** Deeper than any key, and more than any database holds. */
const MAX_DEPTH = 32;
const MAX_ITEMS = 100_000;
const HEADER_BYTES = 24;
const ITEM_BYTES = 24;

/**
 * Returns the keys that a dconf database sets, e.g. `/system/proxy/mode`; `null` where it is none. Only this tells "set
 * to what is the default anyway" from "not set", which no command does.
 * @see gvdb-format.h of GVDB: header, hash table of items, each with its own part of the name and its parent
 */
export function dconfKeys(bytes: Buffer): ReadonlySet<string> | null {
  if (bytes.length < HEADER_BYTES + 8 || bytes.toString('latin1', 0, 8) !== 'GVariant') return null;
  const start = bytes.readUInt32LE(16);
  const end = bytes.readUInt32LE(20);
  if (start + 8 > end || end > bytes.length) return null;
  const bloomWords = bytes.readUInt32LE(start) & 0x07ff_ffff;
  const buckets = bytes.readUInt32LE(start + 4);
  const first = start + 8 + 4 * (bloomWords + buckets);
  const count = Math.floor((end - first) / ITEM_BYTES);
  if (count < 0 || count > MAX_ITEMS) return null;
  const items = Array.from({ length: count }, (_, index) => itemAt(bytes, first + index * ITEM_BYTES));

  const nameOf = (index: number, depth = 0): string => {
    const item = items[index];
    if (item === undefined || depth > MAX_DEPTH) return '';
    return (item.parent === 0xffff_ffff ? '' : nameOf(item.parent, depth + 1)) + item.name;
  };
  return new Set(items.flatMap((item, index) => (item.type === 'v' ? [nameOf(index)] : [])));
}

function itemAt(bytes: Buffer, at: number): { readonly parent: number; readonly name: string; readonly type: string } {
  const from = bytes.readUInt32LE(at + 8);
  return {
    parent: bytes.readUInt32LE(at + 4),
    name: bytes.toString('utf8', from, from + bytes.readUInt16LE(at + 12)),
    type: String.fromCharCode(bytes.readUInt8(at + 14)),
  };
}
