/** The form of a preset: which field stands where, and how each is filled in. Its words are those of the policies. */
import type { PresetEditorMessages } from '../../src/messages/messages.ts';
import type { PresetField } from '../../src/presets/preset-fields.ts';

/** Fields that the form has. */
export type FormFieldName = PresetField & keyof PresetEditorMessages['labels'];

/** How a field is filled in; `block`: a text of several lines; `flag-or-lines`: yes, no, or a list of names. */
type FieldKind = 'text' | 'block' | 'lines' | 'flag' | 'choice' | 'number' | 'flag-or-lines';

/** One field. `path` ends where its value stands, from the top of the file or of its entry. */
export interface FormField {
  readonly path: readonly string[];
  /** Whose explanation is shown. */
  readonly field: FormFieldName;
  readonly kind: FieldKind;
  readonly choices?: readonly (keyof PresetEditorMessages['choices'])[];
  /** One of two fields of the same name, a language each. */
  readonly language?: 'en' | 'ja';
}

/** A part of the form: fields, or entries that each have these fields. */
export interface FormPart {
  readonly id: PartId;
  readonly fields: readonly FormField[];
  /** Where the entries stand; absent where the fields stand at the top. */
  readonly entries?: keyof PresetEditorMessages['entries'];
}

type PartId = keyof PresetEditorMessages['parts'];

const text = (field: FormFieldName): FormField => ({ path: field.split('.'), field, kind: 'text' });
const lines = (field: FormFieldName): FormField => ({ path: field.split('.'), field, kind: 'lines' });
const flag = (field: FormFieldName): FormField => ({ path: field.split('.'), field, kind: 'flag' });
const named = (field: FormFieldName): FormField => ({ path: field.split('.'), field, kind: 'flag-or-lines' });
const words = (field: FormFieldName): readonly FormField[] =>
  (['en', 'ja'] as const).map((language) => ({ path: [...field.split('.'), language], field, kind: 'text', language }));
const choice = (field: FormFieldName, choices: readonly (keyof PresetEditorMessages['choices'])[]): FormField => ({
  ...{ path: field.split('.'), field },
  ...{ kind: 'choice', choices },
});

const WAYS: readonly FormField[] = [
  ...(['proxies.all', 'proxies.http', 'proxies.https', 'proxies.socks', 'pac'] as const).map(text),
  ...(['autoDetect', 'direct'] as const).map(flag),
  lines('bypass'),
];

/** A field of an entry is described by its full name, and stands below the entry. */
const inside = (prefix: string, fields: readonly FormField[]): readonly FormField[] =>
  fields.map((one) => (one.path[0] === prefix ? { ...one, path: one.path.slice(1) } : one));

/** The parts, in the order in which people fill them in. */
export const FORM_PARTS: readonly FormPart[] = [
  { id: 'about', fields: [...words('name'), text('notBefore'), text('notAfter')] },
  { id: 'ways', fields: WAYS },
  {
    id: 'places',
    entries: 'places',
    fields: inside('places', [
      text('places.name'),
      lines('places.when.gateway'),
      lines('places.when.dnsSuffix'),
      lines('places.when.ssid'),
      named('places.when.vpn'),
      lines('places.when.reachable'),
      ...WAYS,
    ]),
  },
  { id: 'checks', fields: [lines('targets'), lines('controlSites'), lines('vpn.names'), named('vpn.requiredFor')] },
  {
    id: 'people',
    fields: [...words('contact.name'), text('contact.email'), text('contact.phone'), text('contact.url')],
  },
  {
    id: 'inspection',
    entries: 'inspectionCa',
    fields: inside('inspectionCa', [
      { ...text('inspectionCa.certificate'), kind: 'block' },
      text('inspectionCa.sha256'),
    ]),
  },
  {
    id: 'rollout',
    fields: [
      ...[lines('apply.sources'), lines('tools'), lines('allowedFixes'), lines('locked')],
      ...[choice('drift', ['report', 'repair']), flag('requireSignature')],
    ],
  },
  {
    id: 'program',
    fields: [
      ...[flag('watch.on'), { ...text('watch.everyMinutes'), kind: 'number' } as const],
      ...[flag('relay.on'), flag('updates.on'), text('updates.server')],
    ],
  },
];

/** Sign-ins by name: entries of their own, below whom to ask. */
export const SIGN_INS: FormPart = {
  id: 'people',
  entries: 'credentials',
  fields: inside('credentials', [
    ...[text('credentials.proxy'), text('credentials.realm')],
    ...[...words('credentials.name'), text('credentials.user')],
  ]),
};
