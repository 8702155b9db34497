import ipaddr from 'ipaddr.js';
import type { FirewallChain, FirewallRule, Matches, Packet, RuleAction } from './evaluate-firewall.ts';

type Json = Readonly<Record<string, unknown>>;

/** Statements that change nothing about a packet's fate. */
const NEUTRAL = ['counter', 'log', 'comment', 'mangle', 'notrack', 'ct helper', 'flow', 'ct timeout', 'ct count set'];

/** Hooks of the kernel in the order in which a packet meets them; the outermost ones belong to one device. */
const HOOKS = { output: ['output', 'postrouting', 'egress'], input: ['ingress', 'prerouting', 'input'] } as const;

/** Statements that send a packet somewhere else than it was meant to go (nft(8), NAT STATEMENTS). */
const TURNS = ['redirect', 'dnat'];

/** Later hooks come after every priority of an earlier one. */
const HOOK_STEP = 1_000_000;

/**
 * Returns the chains of `nft -j list ruleset` that a packet meets, each rule already compared with it; `null` where the
 * text is no ruleset.
 * @see libnftables-json(5)
 */
export function parseNftRuleset(text: string, packet: Packet): readonly FirewallChain[] | null {
  const items = itemsOf(text);
  if (items === null) return null;
  const family = familyOf(packet);
  const isSeen = (item: Json): boolean => [family, 'inet', 'netdev'].some((one) => item['family'] === one);
  const name = (item: Json, of: unknown): string => [item['family'], item['table'], of].map(String).join(' ');
  const sets = new Map<string, unknown>();
  for (const item of items) {
    for (const set of [asObject(item['set']), asObject(item['map'])]) {
      if (set !== null && isSeen(set)) sets.set(name(set, set['name']), set['elem'] ?? []);
    }
  }
  const isMarked = items.some((item) => setsMark(asObject(item['rule'])));
  const rules = new Map<string, FirewallRule[]>();
  const chains: FirewallChain[] = [];
  for (const item of items) {
    const chain = asObject(item['chain']);
    if (chain !== null && isSeen(chain)) {
      const own: FirewallRule[] = [];
      rules.set(name(chain, chain['name']), own);
      chains.push({ name: name(chain, chain['name']), rules: own, ...baseOf(chain, packet) });
    }
    const rule = asObject(item['rule']);
    if (rule === null || !isSeen(rule)) continue;
    const context = { packet, family, isMarked, setOf: (set: string) => sets.get(name(rule, set)) };
    rules.get(name(rule, rule['chain']))?.push(readRule(rule, context, (target) => name(rule, target)));
  }
  return chains;
}

function familyOf(packet: Packet): Context['family'] {
  const address = packet.hook === 'output' ? packet.destination : packet.source;
  return address !== undefined && ipaddr.process(address).kind() === 'ipv6' ? 'ip6' : 'ip';
}

/** Whether a rule gives packets or connections a mark; without any, ours have none (SO_MARK is for administrators). */
function setsMark(rule: Json | null): boolean {
  const statements = Array.isArray(rule?.['expr']) ? rule['expr'].map(asObject) : [];
  return statements.some((statement) => {
    const target = asObject(statement?.['xt'])?.['name'];
    if (target === 'MARK' || target === 'CONNMARK') return true;
    const key = asObject(asObject(statement?.['mangle'])?.['key']);
    return (asObject(key?.['meta']) ?? asObject(key?.['ct']))?.['key'] === 'mark';
  });
}

interface Context {
  readonly packet: Packet;
  readonly isMarked: boolean;
  readonly family: 'ip' | 'ip6';
  readonly setOf: (name: string) => unknown;
}

function baseOf(chain: Json, packet: Packet): Pick<FirewallChain, 'base'> {
  const hooks: readonly unknown[] = HOOKS[packet.hook];
  const at = hooks.indexOf(chain['hook']);
  const isFilter = chain['type'] === 'filter' || chain['type'] === 'route';
  // Of translations only those count that turn a connection away before it leaves.
  const isTurn = chain['type'] === 'nat' && chain['hook'] === 'output';
  if (at < 0 || !(isFilter || isTurn) || !isOnLink(chain['dev'], packet)) return {};
  const priority = typeof chain['prio'] === 'number' ? chain['prio'] : 0;
  return { base: { priority: at * HOOK_STEP + priority, policy: chain['policy'] === 'drop' ? 'drop' : 'accept' } };
}

/** Chains of a device see what passes there; which device it is, old versions of nft don't list. */
function isOnLink(device: unknown, packet: Packet): boolean {
  const own = packet.hook === 'output' ? packet.outInterface : packet.inInterface;
  if (device === undefined || own === undefined) return true;
  return Array.isArray(device) ? device.includes(own) : device === own;
}

function readRule(rule: Json, context: Context, chainName: (name: string) => string): FirewallRule {
  const statements = Array.isArray(rule['expr']) ? rule['expr'].map(asObject) : [null];
  let matches: Matches = 'yes';
  let action: RuleAction = { kind: 'nothing' };
  const words: string[] = [];
  for (const statement of statements) {
    const [kind, value] = statement === null ? ['', null] : (Object.entries(statement)[0] ?? ['', null]);
    if (kind === 'match') {
      const found = asObject(value);
      matches = both(matches, found === null ? 'unknown' : compare(found, context));
      words.push(found === null ? '?' : showMatch(found));
    } else if (kind === 'accept' || kind === 'drop' || kind === 'return' || kind === 'reject') {
      action = { kind };
      words.push(kind);
    } else if (kind === 'jump' || kind === 'goto') {
      const target = asObject(value)?.['target'];
      action = { kind, chain: chainName(String(target)) };
      words.push(kind, String(target));
    } else if (kind === 'vmap') {
      const found = lookUpVerdict(asObject(value) ?? {}, context, chainName);
      matches = both(matches, found.matches);
      action = found.action;
      words.push(found.text);
    } else if (TURNS.includes(kind) || isTurningTarget(kind, value)) {
      action = { kind: 'redirect' };
      words.push('redirect');
    } else if (kind === 'queue' || kind === 'tproxy' || kind === 'fwd' || kind === 'synproxy') {
      action = { kind: 'unknown' };
    } else if (!NEUTRAL.includes(kind)) {
      // `limit`, `xt`, `meter` and whatever comes: a condition that we don't know.
      matches = both(matches, 'unknown');
      words.push(kind);
    }
  }
  const where = [rule['family'], rule['table'], rule['chain']].map(String).join(' ');
  const isPartial = statements.some((statement) => statement !== null && 'xt' in statement);
  const text = `${where}: ${words.join(' ')}`.slice(0, 300);
  return { text, matches, action, ...(isPartial ? { isPartial } : {}) };
}

/** A target of iptables, of which nft knows no more than the name. */
function isTurningTarget(kind: string, value: unknown): boolean {
  const { type, name } = { ...asObject(value) };
  return kind === 'xt' && type === 'target' && (name === 'REDIRECT' || name === 'DNAT');
}

/** Returns what a verdict map says of the packet; a packet that is not in it goes on to the next rule. */
function lookUpVerdict(
  map: Json,
  context: Context,
  chainName: (name: string) => string,
): { readonly matches: Matches; readonly action: RuleAction; readonly text: string } {
  const data = map['data'];
  const listed = typeof data === 'string' ? context.setOf(data.replace(/^@/, '')) : asObject(data)?.['set'];
  for (const entry of Array.isArray(listed) ? listed : [null]) {
    const pair: readonly unknown[] = Array.isArray(entry) ? entry : [];
    const [key, said] = pair;
    const found = key === undefined ? 'unknown' : compare({ op: '==', left: map['key'], right: key }, context);
    if (found === 'no') continue;
    const [verdict = '', more] = Object.entries(asObject(said) ?? {})[0] ?? [];
    const text = `vmap ${showValue(asObject(key)?.['elem'] ?? key)} ${verdict}`;
    if (found === 'unknown') return { matches: 'unknown', action: { kind: 'unknown' }, text };
    return { matches: 'yes', action: verdictOf(verdict, chainName(String(asObject(more)?.['target']))), text };
  }
  return { matches: 'no', action: { kind: 'nothing' }, text: 'vmap' };
}

function verdictOf(verdict: string, chain: string): RuleAction {
  if (verdict === 'jump' || verdict === 'goto') return { kind: verdict, chain };
  if (verdict === 'accept' || verdict === 'drop' || verdict === 'return') return { kind: verdict };
  return { kind: verdict === 'continue' ? 'nothing' : 'unknown' };
}

/** Compares one `match` with the packet. */
function compare(match: Json, context: Context): Matches {
  const left = asObject(match['left']);
  const operator = match['op'];
  if (left === null || typeof operator !== 'string') return 'unknown';
  const parts = left['concat'];
  if (Array.isArray(parts)) return compareParts(parts, match, context);
  const payload = asObject(left['payload']);
  const meta = asObject(left['meta'])?.['key'];
  const ct = asObject(left['ct'])?.['key'];
  const test: Test = (is) => applyOperator(operator, anyOf(match['right'], is, context));
  const ordered = (value: number | undefined): Matches =>
    value === undefined ? 'unknown' : orderedTest(operator, match['right'], value, test);
  if (payload !== null) return comparePayload(payload, { test, ordered, context });
  if (meta === 'mark' || ct === 'mark') return context.isMarked ? 'unknown' : ordered(0);
  if (typeof meta === 'string') return compareMeta(meta, { test, ordered, context });
  if (ct === 'state') return test((value) => same(value, [context.packet.state]));
  if (ct === 'direction') {
    return test((value) => same(value, [context.packet.hook === 'output' ? 'original' : 'reply']));
  }
  return 'unknown';
}

/** Several fields at once: all of them must be as one element of the set says. */
function compareParts(parts: readonly unknown[], match: Json, context: Context): Matches {
  const isLike = (value: unknown): Matches => {
    const wanted = asObject(value)?.['concat'];
    if (!Array.isArray(wanted) || wanted.length !== parts.length) return 'unknown';
    return parts.map((left, index) => compare({ op: '==', left, right: wanted[index] }, context)).reduce(both, 'yes');
  };
  return applyOperator(String(match['op']), anyOf(match['right'], isLike, context));
}

type Test = (is: (value: unknown) => Matches) => Matches;

interface Comparing {
  readonly test: Test;
  readonly ordered: (value: number | undefined) => Matches;
  readonly context: Context;
}

function comparePayload(payload: Json, { test, ordered, context }: Comparing): Matches {
  const { packet, family } = context;
  const protocol = String(payload['protocol']);
  const field = `${protocol} ${String(payload['field'])}`;
  const within = (address: string | undefined): Matches =>
    address === undefined ? 'unknown' : test((value) => addressIn(address, value));
  switch (field) {
    case 'ip daddr':
    case 'ip6 daddr':
      return protocol === family ? within(packet.destination) : 'no';
    case 'ip saddr':
    case 'ip6 saddr':
      return protocol === family ? within(packet.source) : 'no';
    case 'tcp dport':
    case 'th dport':
      return ordered(packet.destinationPort);
    case 'tcp sport':
    case 'th sport':
      return ordered(packet.sourcePort);
    case 'ip protocol':
    case 'ip6 nexthdr':
      return test((value) => same(value, ['tcp', 6]));
    default:
      // Fields of another protocol: the rule is not about TCP.
      return ['udp', 'icmp', 'icmpv6', 'sctp', 'dccp', 'igmp'].includes(protocol) ? 'no' : 'unknown';
  }
}

function compareMeta(key: string, { test, ordered, context }: Comparing): Matches {
  const { packet, family } = context;
  const isLink = (name: string | undefined): Matches =>
    name === undefined ? 'unknown' : test((value) => interfaceIs(name, value));
  switch (key) {
    case 'l4proto':
      return test((value) => same(value, ['tcp', 6]));
    case 'nfproto':
      return test((value) => same(value, family === 'ip' ? ['ipv4', 2] : ['ipv6', 10]));
    case 'protocol':
      return test((value) => same(value, [family]));
    case 'oifname':
    case 'oif':
      // What comes in has no way out yet.
      return packet.hook === 'output' ? isLink(packet.outInterface) : 'no';
    case 'iifname':
    case 'iif':
      return packet.hook === 'input' ? isLink(packet.inInterface) : 'no';
    case 'skuid':
      return packet.hook === 'output' ? ordered(packet.uid) : 'unknown';
    case 'skgid':
      return packet.hook === 'output' ? ordered(packet.gid) : 'unknown';
    default:
      return 'unknown';
  }
}

/** `<`, `>=` … for numbers; the rest by equality. */
function orderedTest(operator: string, right: unknown, value: number, test: Test): Matches {
  if (typeof right === 'number') {
    if (operator === '<') return yesNo(value < right);
    if (operator === '<=') return yesNo(value <= right);
    if (operator === '>') return yesNo(value > right);
    if (operator === '>=') return yesNo(value >= right);
  }
  return test((one) => numberIn(value, one));
}

function applyOperator(operator: string, found: Matches): Matches {
  if (operator === '==' || operator === 'in') return found;
  if (operator === '!=') return found === 'unknown' ? 'unknown' : yesNo(found === 'no');
  return 'unknown';
}

/** Goes through sets, lists and named sets; one hit is enough, one unknown spoils a "no". */
function anyOf(right: unknown, is: (value: unknown) => Matches, context: Context): Matches {
  const inSet = asObject(right)?.['set'];
  const named = typeof right === 'string' && right.startsWith('@') ? context.setOf(right.slice(1)) : undefined;
  if (typeof right === 'string' && right.startsWith('@') && named === undefined) return 'unknown';
  const values: readonly unknown[] = Array.isArray(right)
    ? right
    : Array.isArray(inSet)
      ? inSet
      : Array.isArray(named)
        ? named
        : inSet === undefined
          ? [right]
          : [inSet];
  let result: Matches = 'no';
  for (const value of values) {
    // Elements with a timeout or a comment are wrapped: `{ elem: { val: … } }`.
    const element = asObject(asObject(value)?.['elem']);
    const found = is(element === null ? value : element['val']);
    if (found === 'yes') return 'yes';
    if (found === 'unknown') result = 'unknown';
  }
  return result;
}

function addressIn(address: string, value: unknown): Matches {
  const own = ipaddr.process(address);
  const prefix = asObject(asObject(value)?.['prefix']);
  const range = asObject(value)?.['range'];
  if (prefix !== null) return inBlock(own, `${String(prefix['addr'])}/${String(prefix['len'])}`);
  if (Array.isArray(range)) {
    const [from, to] = range.map((end: unknown) => bytesOf(String(end)));
    const at = bytesOf(address);
    if (from === undefined || to === undefined || from === null || to === null || at === null) return 'unknown';
    return yesNo(from <= at && at <= to);
  }
  if (typeof value !== 'string') return 'unknown';
  return value.includes('/') ? inBlock(own, value) : inBlock(own, `${value}/${own.kind() === 'ipv4' ? '32' : '128'}`);
}

function inBlock(address: ipaddr.IPv4 | ipaddr.IPv6, block: string): Matches {
  if (!ipaddr.isValidCIDR(block)) return 'unknown';
  const [network, length] = ipaddr.parseCIDR(block);
  if (address instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4) return yesNo(address.match(network, length));
  if (address instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6) return yesNo(address.match(network, length));
  return 'no';
}

/** Addresses as hexadecimal text of one length compare like numbers. */
function bytesOf(address: string): string | null {
  if (!ipaddr.isValid(address)) return null;
  return ipaddr
    .process(address)
    .toByteArray()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

function numberIn(number: number, value: unknown): Matches {
  if (typeof value === 'number') return yesNo(value === number);
  const range = asObject(value)?.['range'];
  if (!Array.isArray(range)) return 'unknown';
  const ends: readonly unknown[] = range;
  const [from, to] = ends;
  return typeof from === 'number' && typeof to === 'number' ? yesNo(from <= number && number <= to) : 'unknown';
}

function interfaceIs(name: string, value: unknown): Matches {
  if (typeof value !== 'string') return 'unknown';
  return yesNo(value.endsWith('*') ? name.startsWith(value.slice(0, -1)) : value === name);
}

function same(value: unknown, names: readonly (string | number)[]): Matches {
  return typeof value === 'string' || typeof value === 'number' ? yesNo(names.includes(value)) : 'unknown';
}

function showMatch(match: Json): string {
  const left = asObject(match['left']) ?? {};
  const payload = asObject(left['payload']);
  const key = asObject(left['meta'])?.['key'] ?? asObject(left['ct'])?.['key'];
  const named = typeof key === 'string' ? key : (Object.keys(left)[0] ?? '?');
  const name = payload === null ? named : `${String(payload['protocol'])} ${String(payload['field'])}`;
  const operator = match['op'] === '==' || match['op'] === 'in' ? '' : ` ${String(match['op'])}`;
  return `${name}${operator} ${showValue(match['right'])}`;
}

function showValue(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const object = asObject(value);
  const prefix = asObject(object?.['prefix']);
  if (prefix !== null) return `${String(prefix['addr'])}/${String(prefix['len'])}`;
  return JSON.stringify(object ?? (Array.isArray(value) ? value : null)).slice(0, 120);
}

function both(a: Matches, b: Matches): Matches {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';
}

function yesNo(is: boolean): Matches {
  return is ? 'yes' : 'no';
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function itemsOf(text: string): readonly Json[] | null {
  try {
    const parsed = asObject(JSON.parse(text));
    const items = parsed?.['nftables'];
    return Array.isArray(items) ? items.map(asObject).filter((item) => item !== null) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
