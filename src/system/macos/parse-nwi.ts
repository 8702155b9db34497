const MOST_LINES = 2_000;

/**
 * Returns the interfaces of `scutil --nwi` in the order in which macOS prefers them, the first one carries what nothing
 * else says: `     en0 : flags      : 0x5 (IPv4,DNS)`, and `Network interfaces: utun3 en0`.
 */
export function parseNwi(text: string): readonly string[] {
  const lines = text.split('\n').slice(0, MOST_LINES);
  const listed = lines.flatMap((line) => /^Network interfaces: (.+)$/u.exec(line)?.[1]?.trim().split(/\s+/u) ?? []);
  const states = lines.flatMap((line) => /^\s+([a-z]+\d+) : flags\s/u.exec(line)?.[1] ?? []);
  return [...new Set([...listed, ...states])].filter((name) => /^[a-z]+\d+$/u.test(name));
}

/** Whether an interface is a tunnel by its name. */
export function isTunnel(link: string): boolean {
  return /^(?:utun|ipsec|ppp|tun|tap)\d+$/u.test(link);
}
