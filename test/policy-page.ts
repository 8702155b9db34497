/** The page on every policy key, made from the list of fields, the schema's words and an example. */
import { WINDOWS_POLICY_KEY } from '../src/presets/policy-folders.ts';
import { POLICY_KEYS, type PolicyKey, policyKeys, presetFields } from '../src/presets/preset-fields.ts';
import type { PolicyWords } from '../src/messages/policy-words.ts';

/** One value a key, as it stands in a file; a test applies the schema to them. */
export const EXAMPLES: Readonly<Record<PolicyKey, unknown>> = {
  proxies: { all: 'http://proxy.example:8080' },
  pac: 'https://config.example/proxy.pac',
  autoDetect: true,
  direct: true,
  bypass: ['<local>', '*.corp.example', '10.0.0.0/8'],
  places: [
    { name: 'Office', when: { gateway: ['192.0.2.1'], dnsSuffix: ['corp.example'] } },
    { name: 'VPN', when: { vpn: ['Corp VPN'] }, proxies: 'http://vpn-proxy.example:8080' },
    { name: 'Elsewhere', direct: true },
  ],
  vpn: { names: ['Corp VPN'], requiredFor: ['proxy.example:8080'] },
  controlSites: ['http://control.example/generate_204', 'https://control.example/generate_204'],
  targets: ['https://intranet.corp.example/'],
  contact: { name: { en: 'Help desk', ja: 'ヘルプデスク' }, email: 'help@corp.example', phone: '+81 3 0000 0000' },
  credentials: [{ proxy: 'proxy.example:8080', name: 'Windows', user: 'CORP\\name' }],
  inspectionCa: [
    { sha256: 'AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99' },
  ],
  apply: { sources: ['gnome', 'windows', 'macos'] },
  tools: ['git', 'npm', 'pip'],
  allowedFixes: ['correct-port', 'connect-vpn'],
  drift: 'repair',
  watch: { on: true, everyMinutes: 30 },
  relay: { on: false },
  updates: { on: true, server: 'https://updates.corp.example/throughway' },
  requireSignature: true,
};

/** Returns the page in one language. */
export function policyPage(words: PolicyWords): string {
  const { page } = words;
  const fileKeys = presetFields().filter((field) => !field.includes('.') && !Object.hasOwn(POLICY_KEYS, field));
  return [
    `# ${page.title}`,
    '',
    `${page.intro} [${page.guide}](${page.guide})`,
    '',
    ...policyKeys().map((key) => `- [\`${key}\`](#${key.toLowerCase()}) ${words.keys[key]}`),
    '',
    ...policyKeys().flatMap((key) => section(key, words)),
    `## ${page.fileOnly}`,
    '',
    page.fileOnlyIntro,
    '',
    ...fileKeys.map((field) => `- \`${field}\`: ${words.fields[field]}`),
    '',
  ].join('\n');
}

function section(key: PolicyKey, words: PolicyWords): readonly string[] {
  const { page } = words;
  const kind = POLICY_KEYS[key];
  const inner = presetFields().filter((field) => field.startsWith(`${key}.`));
  const registry = kind === 'list' ? `${WINDOWS_POLICY_KEY}\\${key}` : `${WINDOWS_POLICY_KEY}, ${key}`;
  return [
    `## ${key}`,
    '',
    `**${words.keys[key]}**`,
    '',
    words.fields[key],
    '',
    ...(inner.length === 0 ? [] : [...inner.map((field) => `- \`${field}\`: ${words.fields[field]}`), '']),
    `- ${page.inRegistry}: \`${registry}\`, ${page.kinds[kind]}`,
    `- ${page.onMac}: \`${key}\`, ${page.macKinds[kind]}`,
    '',
    '```json',
    JSON.stringify({ [key]: EXAMPLES[key] }, null, 2),
    '```',
    '',
  ];
}
