import ipaddr from 'ipaddr.js';
import type { ObservationOf } from '../../observation/observation.ts';
import { productOfRule } from '../rule-products.ts';

type Matching = ObservationOf<'firewall.rules'>['matching'];

const MOST_RULES = 20_000;
const TCP = '6';

/**
 * Returns the block rules of Windows Firewall that match an outgoing TCP connection, from the values of its registry
 * keys: `v2.31|Action=Block|Active=TRUE|Dir=Out|Protocol=6|RPort=8080|RA4=10.0.0.0/255.0.0.0|Name=…|`. A block rule
 * goes before every allow rule. Rules for one program or service, for one kind of user, or with fields that aren't
 * known here are left out: whether they match can't be said.
 * @see [MS-FASP] §2.2.37, [MS-GPFAS] §2.2.2.19
 */
export function matchFirewallRules(
  values: ReadonlyMap<string, string | number>,
  to: { readonly address: string; readonly port: number },
): Matching {
  return [...values.values()].slice(0, MOST_RULES).flatMap((value) => {
    if (typeof value !== 'string' || !/^v\d/u.test(value)) return [];
    const fields = parseFields(value);
    if (!isOutgoing(fields, 'block') || !matches(fields, to)) return [];
    const name = fields.get('Name')?.[0] ?? '';
    const product = productOfRule(name);
    return [
      {
        rule: name.slice(0, 300),
        verdict: 'drop' as const,
        backend: 'Windows Firewall',
        ...(product === undefined ? {} : { product }),
      },
    ];
  });
}

/** A field may stand there more than once (`RA4=…|RA4=…`). */
function parseFields(value: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const part of value.split('|').slice(1, 500)) {
    const at = part.indexOf('=');
    if (at <= 0) continue;
    const key = part.slice(0, at);
    fields.set(key, [...(fields.get(key) ?? []), part.slice(at + 1)]);
  }
  return fields;
}

/**
 * Whether a rule may allow a program of the person to go there, where the default blocks. Rules for services, for app
 * packages and for programs of Windows itself are none of them.
 */
export function mayAllow(
  values: ReadonlyMap<string, string | number>,
  to: { readonly address: string; readonly port: number },
): boolean {
  return [...values.values()].slice(0, MOST_RULES).some((value) => {
    if (typeof value !== 'string' || !/^v\d/u.test(value)) return false;
    const fields = parseFields(value);
    const isForOthers =
      fields.has('Svc') || fields.has('AppPkgId') || /^(?:%systemroot%|system$)/iu.test(fields.get('App')?.[0] ?? '');
    return isOutgoing(fields, 'allow') && !isForOthers && matchesWhere(fields, to);
  });
}

function isOutgoing(fields: ReadonlyMap<string, readonly string[]>, action: 'allow' | 'block'): boolean {
  const is = (key: string, value: string): boolean => fields.get(key)?.[0]?.toLowerCase() === value;
  return is('Action', action) && is('Active', 'true') && is('Dir', 'out');
}

/** Fields that narrow nothing, or that are compared below; any other makes a rule one that can't be judged. */
const KNOWN =
  /^(?:Action|Active|Dir|Protocol|RPort|RPort2_10|RA4|RA6|Name|Desc|EmbedCtxt|Profile|Edge|TTK2_\d+|PlatformValidation)$/u;

function matches(
  fields: ReadonlyMap<string, readonly string[]>,
  to: { readonly address: string; readonly port: number },
): boolean {
  return [...fields.keys()].every((key) => KNOWN.test(key)) && matchesWhere(fields, to);
}

function matchesWhere(
  fields: ReadonlyMap<string, readonly string[]>,
  to: { readonly address: string; readonly port: number },
): boolean {
  const protocol = fields.get('Protocol')?.[0];
  if (protocol !== undefined && protocol !== TCP && protocol !== '256') return false;
  const ports = [...(fields.get('RPort') ?? []), ...(fields.get('RPort2_10') ?? [])];
  if (ports.length > 0 && !ports.some((text) => inPorts(to.port, text))) return false;
  const blocks = [...(fields.get('RA4') ?? []), ...(fields.get('RA6') ?? [])];
  return blocks.length === 0 || blocks.some((text) => inBlock(to.address, text));
}

function inPorts(port: number, text: string): boolean {
  const [, from = '', to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/u.exec(text) ?? [];
  return from !== '' && Number(from) <= port && port <= Number(to);
}

/** `10.0.0.5`, `10.0.0.0/255.0.0.0`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9`; words like `LocalSubnet` match nothing here. */
function inBlock(address: string, text: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const own = ipaddr.process(address);
  const [first = '', last] = text.split('-');
  if (last !== undefined) {
    const bytes = [first, address, last].map((one) => (ipaddr.isValid(one) ? ipaddr.process(one).toByteArray() : []));
    const [from = '', at = '', to = ''] = bytes.map((one) => Buffer.from(one).toString('hex'));
    return from.length === at.length && at.length === to.length && from <= at && at <= to;
  }
  const [network = '', mask] = first.split('/');
  if (!ipaddr.isValid(network)) return false;
  const parsed = ipaddr.process(network);
  if (parsed.kind() !== own.kind()) return false;
  const isMask = mask !== undefined && ipaddr.IPv4.isValidFourPartDecimal(mask);
  const whole = parsed.kind() === 'ipv4' ? 32 : 128;
  const length =
    mask === undefined ? whole : isMask ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : Number(mask);
  if (length === null || !Number.isInteger(length) || length < 0 || length > whole) return false;
  if (own instanceof ipaddr.IPv4 && parsed instanceof ipaddr.IPv4) return own.match(parsed, length);
  return own instanceof ipaddr.IPv6 && parsed instanceof ipaddr.IPv6 && own.match(parsed, length);
}
