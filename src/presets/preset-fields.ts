/** Every field of a preset by its path: the one list behind the schema's descriptions, the policies and their pages. */

/** How a policy of an operating system holds the value of a key: `json` is a text with the value as JSON. */
export type PolicyKind = 'text' | 'flag' | 'list' | 'json';

/** The keys at the top of a preset that policies can set, in the order in which people read them. */
export const POLICY_KEYS = {
  proxies: 'json',
  pac: 'text',
  autoDetect: 'flag',
  direct: 'flag',
  bypass: 'list',
  places: 'json',
  vpn: 'json',
  controlSites: 'list',
  targets: 'list',
  contact: 'json',
  credentials: 'json',
  inspectionCa: 'json',
  apply: 'json',
  tools: 'list',
  allowedFixes: 'list',
  drift: 'text',
  watch: 'json',
  relay: 'json',
  updates: 'json',
  requireSignature: 'flag',
} as const satisfies Record<string, PolicyKind>;

export type PolicyKey = keyof typeof POLICY_KEYS;

/** What only a file says: about itself. */
const FILE_KEYS = ['throughway', 'name', 'notBefore', 'notAfter', 'locked'] as const;

/** Fields within the keys. */
const INNER_FIELDS = [
  'proxies.all',
  'proxies.http',
  'proxies.https',
  'proxies.socks',
  'places.name',
  'places.when',
  'places.when.gateway',
  'places.when.dnsSuffix',
  'places.when.ssid',
  'places.when.vpn',
  'places.when.reachable',
  'vpn.names',
  'vpn.requiredFor',
  'contact.name',
  'contact.email',
  'contact.phone',
  'contact.url',
  'credentials.proxy',
  'credentials.realm',
  'credentials.name',
  'credentials.user',
  'inspectionCa.sha256',
  'inspectionCa.certificate',
  'apply.sources',
  'watch.on',
  'watch.everyMinutes',
  'relay.on',
  'updates.on',
  'updates.server',
] as const;

export type PresetField = PolicyKey | (typeof FILE_KEYS)[number] | (typeof INNER_FIELDS)[number];

/** Whether a text names a key that a policy can set. */
export function isPolicyKey(text: string): text is PolicyKey {
  return Object.hasOwn(POLICY_KEYS, text);
}

/** The names of all policies, in their order. */
export function policyKeys(): readonly PolicyKey[] {
  return Object.keys(POLICY_KEYS).filter(isPolicyKey);
}

/** Returns the paths of all fields. */
export function presetFields(): readonly PresetField[] {
  return [...FILE_KEYS, ...policyKeys(), ...INNER_FIELDS];
}

const WAYS: readonly string[] = ['proxies', 'pac', 'autoDetect', 'direct', 'bypass'];

/**
 * Returns the field that a path in a file leads to; `null` where there is none. Numbers in the path don't count, and a
 * place's ways are described where the file's own are.
 * @example fieldAt(['places', 0, 'proxies', 'all']) === 'proxies.all'
 */
export function fieldAt(path: readonly (string | number)[]): PresetField | null {
  const names = path.filter((part) => typeof part === 'string');
  const [first, second] = names;
  const own = first === 'places' && second !== undefined && WAYS.includes(second) ? names.slice(1) : names;
  const wanted = own.join('.');
  return presetFields().find((field) => field === wanted) ?? null;
}
