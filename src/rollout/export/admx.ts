/** Templates for Group Policy and Intune: one ADMX file, and an ADML file with the words of each language. */
import { WINDOWS_POLICY_KEY } from '../../presets/policy-folders.ts';
import { MACHINE_ONLY } from '../../presets/policy-layer.ts';
import { POLICY_KEYS, type PolicyKey, policyKeys } from '../../presets/preset-fields.ts';
import { type ExportedFile, textFile } from './exported-file.ts';
import { xml } from './xml.ts';

/** The words that templates need; `messages` brings them. */
export interface TemplateWords {
  readonly title: string;
  readonly lockedFolder: string;
  readonly lockedFolderHelp: string;
  readonly defaultsFolder: string;
  readonly defaultsFolderHelp: string;
  readonly supported: string;
  readonly jsonHint: string;
  readonly listHint: string;
  readonly trustedKeys: { readonly title: string; readonly text: string };
  readonly keys: Readonly<Record<PolicyKey, string>>;
  readonly fields: Readonly<Record<PolicyKey, string>>;
}

const NAMESPACE = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';
const SCHEMAS = 'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/** As long as a text in a policy may be; a preset with fifty places fits. */
const LONGEST_TEXT = 65_536;

/** Returns the three files. */
export function admxFiles(words: { readonly en: TemplateWords; readonly ja: TemplateWords }): readonly ExportedFile[] {
  return [
    textFile('throughway.admx', definitions()),
    textFile('en-US/throughway.adml', resources(words.en)),
    textFile('ja-JP/throughway.adml', resources(words.ja)),
  ];
}

function definitions(): string {
  const locked = policyKeys().map((key) => policy(key, { folder: 'Throughway', at: WINDOWS_POLICY_KEY, suffix: '' }));
  // What only counts where people can't change it has no default.
  const proposed = policyKeys()
    .filter((key) => !MACHINE_ONLY.includes(key))
    .map((key) => policy(key, { folder: 'Defaults', at: `${WINDOWS_POLICY_KEY}\\Defaults`, suffix: '_default' }));
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitions ${SCHEMAS} revision="1.0" schemaVersion="1.0" xmlns="${NAMESPACE}">
  <policyNamespaces>
    <target prefix="throughway" namespace="Throughway.Policies" />
  </policyNamespaces>
  <resources minRequiredRevision="1.0" />
  <supportedOn>
    <definitions>
      <definition name="supported" displayName="$(string.supported)" />
    </definitions>
  </supportedOn>
  <categories>
    <category name="Throughway" displayName="$(string.folder)" explainText="$(string.folder_help)" />
    <category name="Defaults" displayName="$(string.defaults)" explainText="$(string.defaults_help)">
      <parentCategory ref="Throughway" />
    </category>
  </categories>
  <policies>
${[...locked, trustedKeysPolicy(), ...proposed].join('\n')}
  </policies>
</policyDefinitions>
`;
}

function policy(
  key: PolicyKey,
  { folder, at, suffix }: { readonly folder: string; readonly at: string; readonly suffix: string },
): string {
  const kind = POLICY_KEYS[key];
  const name = `${key}${suffix}`;
  const scope = MACHINE_ONLY.includes(key) ? 'Machine' : 'Both';
  const open =
    `    <policy name="${name}" class="${scope}" displayName="$(string.${key})" explainText="$(string.${key}_help)"` +
    ` key="${xml(at)}"`;
  const where = `      <parentCategory ref="${folder}" />\n      <supportedOn ref="supported" />`;
  if (kind === 'flag') {
    return `${open} valueName="${key}">
${where}
      <enabledValue><decimal value="1" /></enabledValue>
      <disabledValue><decimal value="0" /></disabledValue>
    </policy>`;
  }
  const element =
    kind === 'list'
      ? `<list id="${key}" key="${xml(`${at}\\${key}`)}" valuePrefix="" />`
      : `<text id="${key}" valueName="${key}" required="true" maxLength="${String(LONGEST_TEXT)}" />`;
  return `${open} presentation="$(presentation.${key})">
${where}
      <elements>
        ${element}
      </elements>
    </policy>`;
}

function trustedKeysPolicy(): string {
  return `    <policy name="trustedKeys" class="Machine" displayName="$(string.trustedKeys)" explainText="$(string.trustedKeys_help)" key="${xml(WINDOWS_POLICY_KEY)}" presentation="$(presentation.trustedKeys)">
      <parentCategory ref="Throughway" />
      <supportedOn ref="supported" />
      <elements>
        <list id="trustedKeys" key="${xml(`${WINDOWS_POLICY_KEY}\\trustedKeys`)}" valuePrefix="" />
      </elements>
    </policy>`;
}

function resources(words: TemplateWords): string {
  const strings: readonly (readonly [id: string, text: string])[] = [
    ['folder', words.lockedFolder],
    ['folder_help', words.lockedFolderHelp],
    ['defaults', words.defaultsFolder],
    ['defaults_help', words.defaultsFolderHelp],
    ['supported', words.supported],
    ...policyKeys().flatMap((key) => [[key, words.keys[key]] as const, [`${key}_help`, helpOf(key, words)] as const]),
    ['trustedKeys', words.trustedKeys.title],
    ['trustedKeys_help', words.trustedKeys.text],
  ];
  const boxes = policyKeys().filter((key) => POLICY_KEYS[key] !== 'flag');
  const presentations = [
    ...boxes.map((key) => {
      const title = xml(words.keys[key]);
      const box =
        POLICY_KEYS[key] === 'list'
          ? `<listBox refId="${key}">${title}</listBox>`
          : `<textBox refId="${key}"><label>${title}</label></textBox>`;
      return `      <presentation id="${key}">${box}</presentation>`;
    }),
    `      <presentation id="trustedKeys"><listBox refId="trustedKeys">${xml(words.trustedKeys.title)}</listBox></presentation>`,
  ];
  return `<?xml version="1.0" encoding="utf-8"?>
<policyDefinitionResources ${SCHEMAS} revision="1.0" schemaVersion="1.0" xmlns="${NAMESPACE}">
  <displayName>${xml(words.title)}</displayName>
  <description>${xml(words.title)}</description>
  <resources>
    <stringTable>
${strings.map(([id, text]) => `      <string id="${id}">${xml(text)}</string>`).join('\n')}
    </stringTable>
    <presentationTable>
${presentations.join('\n')}
    </presentationTable>
  </resources>
</policyDefinitionResources>
`;
}

function helpOf(key: PolicyKey, words: TemplateWords): string {
  const kind = POLICY_KEYS[key];
  const hint = kind === 'json' ? `\n\n${words.jsonHint}` : kind === 'list' ? `\n\n${words.listHint}` : '';
  return `${words.fields[key]}${hint}`;
}
