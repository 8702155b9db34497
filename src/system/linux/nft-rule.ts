/** The commands of nft(8) that put a rule of ours where a packet is dropped, and that take it away again. */
import { z } from 'zod';
import { evaluateFirewall, firstAnswer, firstPacket } from './evaluate-firewall.ts';
import { parseNftRuleset } from './nft-ruleset.ts';

interface Place {
  readonly address: string;
  readonly port: number;
}

/** What stands in a command as it is: the kernel's own names, and no sign that would end it. */
const NAME = /^[A-Za-z0-9_][\w./-]{0,127}$/u;

const ruleSchema = z.object({
  rule: z.object({
    family: z.enum(['ip', 'ip6', 'inet', 'netdev']),
    table: z.string().regex(NAME),
    chain: z.string().regex(NAME),
    handle: z.int().min(1),
    comment: z.string().optional(),
  }),
});

/**
 * Returns the commands that let a connection and its answers through in every chain that drops them; empty where none
 * does, `null` where the ruleset can't be read.
 */
export function nftInsertions(listing: string, place: Place, uid: number | null): readonly string[] | null {
  const connection = { ...place, ...(uid === null ? {} : { uid }) };
  const out = blockingChains(listing, firstPacket(connection));
  const back = blockingChains(listing, firstAnswer(connection));
  if (out === null || back === null) return null;
  const { address, port } = place;
  const ip = address.includes(':') ? 'ip6' : 'ip';
  const insert = (chain: string, match: string): string =>
    `insert rule ${chain} ${match} accept comment "${commentFor(place)}"`;
  return [
    ...out.map((chain) => insert(chain, `${ip} daddr ${address} tcp dport ${String(port)}`)),
    ...back.map((chain) => insert(chain, `${ip} saddr ${address} tcp sport ${String(port)} ct state established`)),
  ];
}

/** Returns the commands that take every rule of ours for this place away. */
export function nftDeletions(listing: string, place: Place): readonly string[] {
  return itemsOf(listing).flatMap((item) => {
    const parsed = ruleSchema.safeParse(item);
    if (!parsed.success || parsed.data.rule.comment !== commentFor(place)) return [];
    const { family, table, chain, handle } = parsed.data.rule;
    return [`delete rule ${family} ${table} ${chain} handle ${String(handle)}`];
  });
}

/** A rule is known as ours by its comment alone. */
function commentFor({ address, port }: Place): string {
  return `throughway ${address} ${String(port)}`;
}

/** Each chain that the kernel calls is looked at by itself: an accept in one does not save a packet from the next. */
function blockingChains(listing: string, packet: ReturnType<typeof firstPacket>): readonly string[] | null {
  const chains = parseNftRuleset(listing, packet);
  if (chains === null) return null;
  const blocking = chains
    .filter(({ base }) => base !== undefined)
    .filter((one) => {
      const alone = chains.filter((chain) => chain.base === undefined || chain.name === one.name);
      return evaluateFirewall(alone).some(({ verdict }) => verdict !== 'accept');
    })
    .map(({ name }) => name);
  return blocking.every((name) => name.split(' ').every((part) => NAME.test(part))) ? blocking : null;
}

function itemsOf(listing: string): readonly unknown[] {
  try {
    const parsed = z.object({ nftables: z.array(z.unknown()) }).safeParse(JSON.parse(listing));
    return parsed.success ? parsed.data.nftables : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
