/** The templates of Group Policy: built as their schema says, and read back by what reads policies. */
import { describe, expect, it } from 'vitest';
import { madeFromPresetSchema } from '../../made-from-preset-schema.ts';
import { EXAMPLES } from '../../policy-page.ts';
import { mergeLayers } from '../../../src/presets/policy-layer.ts';
import { policyKeys } from '../../../src/presets/preset-fields.ts';
import { presetSchema } from '../../../src/presets/preset.ts';
import { readPolicyLayers } from '../../../src/system/policy-places.ts';
import { windowsPolicy } from '../../../src/system/windows/windows-policy.ts';
import { DOMParser } from './dom-parser.ts';
import { NO_SIGNAL } from '../system/helpers.ts';
import { fakeWindows } from '../system/windows-fake.ts';

interface XmlElement {
  readonly tagName: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

function parse(text: string): XmlElement {
  const read = (node: unknown): XmlElement => {
    const { tagName, attributes, childNodes, textContent } = Object(node);
    return {
      tagName,
      attributes: Object.fromEntries(Array.from(attributes, (one) => [Object(one).name, Object(one).value])),
      children: Array.from(childNodes)
        .filter((one) => Object(one).nodeType === 1)
        .map(read),
      text: textContent,
    };
  };
  return read(new DOMParser().parseFromString(text, 'text/xml').documentElement);
}

const all = (element: XmlElement, tagName: string): readonly XmlElement[] => [
  ...(element.tagName === tagName ? [element] : []),
  ...element.children.flatMap((child) => all(child, tagName)),
];

/**
 * What the schema of these files (PolicyDefinitionFiles.xsd of [MS-GPREG], with its two parts) allows of what is used here:
 * attributes that must be there, those that may be, and the elements inside in their order (`*`: any number).
 */
const SHAPES: Readonly<Record<string, readonly [must: string, may: string, inside: string]>> = {
  policyDefinitions: ['revision schemaVersion', '', 'policyNamespaces resources supportedOn categories policies'],
  policyNamespaces: ['', '', 'target using*'],
  target: ['prefix namespace', '', ''],
  resources: ['', 'minRequiredRevision fallbackCulture', 'stringTable presentationTable'],
  supportedOn: ['', 'ref', 'products definitions'],
  definitions: ['', '', 'definition*'],
  definition: ['name displayName', '', ''],
  categories: ['', '', 'category*'],
  category: ['name displayName', 'explainText', 'parentCategory'],
  parentCategory: ['ref', '', ''],
  policies: ['', '', 'policy*'],
  policy: [
    'name class displayName key',
    'explainText presentation valueName',
    'parentCategory supportedOn enabledValue disabledValue enabledList disabledList elements',
  ],
  enabledValue: ['', '', 'delete decimal string'],
  disabledValue: ['', '', 'delete decimal string'],
  decimal: ['value', '', ''],
  elements: ['', '', 'text* list*'],
  list: ['id', 'key valuePrefix additive expandable explicitValue clientExtension', ''],
  // In a policy an element; in a presentation a line of text.
  text: ['id', 'key valueName required maxLength expandable soft clientExtension', ''],
  policyDefinitionResources: ['revision schemaVersion', '', 'displayName description annotation* resources'],
  displayName: ['', '', ''],
  description: ['', '', ''],
  stringTable: ['', '', 'string*'],
  string: ['id', '', ''],
  presentationTable: ['', '', 'presentation*'],
  presentation: ['id', '', 'text* textBox* listBox*'],
  textBox: ['refId', '', 'label defaultValue'],
  listBox: ['refId', '', ''],
  label: ['', '', ''],
};
const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

function faultsIn(element: XmlElement): readonly string[] {
  const shape = SHAPES[element.tagName];
  if (shape === undefined) return [`<${element.tagName}> is not known`];
  const [must, may, inside] = shape;
  const given = Object.keys(element.attributes).filter((name) => !name.startsWith('xmlns'));
  const order = words(inside).map((name) => name.replace('*', ''));
  const places = element.children.map(({ tagName }) => order.indexOf(tagName));
  const here = [
    ...words(must)
      .filter((name) => !given.includes(name))
      .map((name) => `lacks ${name}`),
    ...given.filter((name) => !words(`${must} ${may}`).includes(name)).map((name) => `has ${name}`),
    ...(places.includes(-1) || places.some((place, index) => place < (places[index - 1] ?? 0))
      ? ['elements out of order']
      : []),
    ...order
      .filter(
        (name) =>
          !words(inside).includes(`${name}*`) && element.children.filter((one) => one.tagName === name).length > 1,
      )
      .map((name) => `has <${name}> twice`),
  ];
  return [...here.map((fault) => `<${element.tagName}> ${fault}`), ...element.children.flatMap(faultsIn)];
}

/** In the letters of every console: what `reg.exe` prints of others hangs on the computer's code page. */
const CONTACT = { name: 'Help desk', email: 'help@corp.example' };

const made = await madeFromPresetSchema();
const files = made
  .filter(({ name }) => /\.adm[xl]$/u.test(name))
  .map(({ name, text }) => ({ name, root: parse(text) }));
const admx = files.find(({ name }) => name.endsWith('.admx'))?.root ?? parse('<none/>');
const adml = files.filter(({ name }) => name.endsWith('.adml'));
const policies = all(admx, 'policy');

describe('the templates of Group Policy', () => {
  it.each(files.map(({ name, root }) => [name, root] as const))('are built as their schema says: %s', (_name, root) => {
    expect(faultsIn(root)).toEqual([]);
    expect(root.attributes['xmlns']).toBe('http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions');
    for (const one of all(root, 'string')) expect(one.text.trim()).not.toBe('');
  });

  it('name nothing twice, and only categories and systems that are there', () => {
    const names = policies.map(({ attributes }) => attributes['name'] ?? '');
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[\p{L}\p{N}_]+$/u.test(name))).toEqual([]);
    const categories = all(admx, 'category').map(({ attributes }) => attributes['name']);
    for (const { attributes } of all(admx, 'parentCategory')) expect(categories).toContain(attributes['ref']);
    const systems = all(admx, 'definition').map(({ attributes }) => attributes['name']);
    for (const policy of policies) expect(systems).toContain(all(policy, 'supportedOn')[0]?.attributes['ref']);
  });

  it.each(adml.map(({ name, root }) => [name, root] as const))(
    'have each text and each box in %s, and no more',
    (_name, root) => {
      const strings = all(root, 'string').map(({ attributes }) => attributes['id']);
      const boxes = new Map(all(root, 'presentation').map((one) => [one.attributes['id'], one]));
      const text = made.find(({ name }) => name.endsWith('.admx'))?.text ?? '';
      const referred = (kind: string): readonly string[] =>
        [...text.matchAll(new RegExp(`\\$\\(${kind}\\.(\\w+)\\)`, 'gu'))].map(([, id = '']) => id);
      expect([...new Set(referred('string'))].sort()).toEqual([...strings].sort());
      expect([...new Set(referred('presentation'))].sort()).toEqual([...boxes.keys()].sort());
      for (const policy of policies) {
        const wanted =
          all(policy, 'elements')[0]?.children.map(({ tagName, attributes }) => [tagName, attributes['id']]) ?? [];
        const id = /\$\(presentation\.(\w+)\)/u.exec(policy.attributes['presentation'] ?? '')?.[1];
        const shown = (boxes.get(id)?.children ?? []).map(({ tagName, attributes }) => [
          tagName === 'textBox' ? 'text' : 'list',
          attributes['refId'],
        ]);
        expect(shown, policy.attributes['name']).toEqual(wanted);
      }
    },
  );

  it('write into the registry what the reader of policies takes for exactly these keys', async () => {
    // What a policy editor writes for each policy that is enabled (MS-GPREG §2.2.1; lists: one value an entry, from 1).
    const registry: Record<string, Record<string, readonly [string, string]>> = {};
    const put = (key = '', name = '', value: readonly [string, string]): void => {
      (registry[`HKLM\\${key}`] ??= {})[name] = value;
    };
    const values: Readonly<Record<string, unknown>> = {
      ...EXAMPLES,
      contact: CONTACT,
      trustedKeys: ['MCowBQYDK2VwAyEAAAAA'],
    };
    for (const { attributes, children } of policies.filter(
      ({ attributes: { name = '' } }) => !name.endsWith('_default'),
    )) {
      const name = attributes['name'] ?? '';
      registry[`HKLM\\${attributes['key'] ?? ''}`] ??= {};
      if (attributes['valueName'] !== undefined) put(attributes['key'], attributes['valueName'], ['REG_DWORD', '0x1']);
      for (const element of children.find(({ tagName }) => tagName === 'elements')?.children ?? []) {
        const value = values[name];
        if (element.tagName === 'text')
          put(attributes['key'], element.attributes['valueName'], [
            'REG_SZ',
            typeof value === 'string' ? value : JSON.stringify(value),
          ]);
        else
          for (const [at, one] of (Array.isArray(value) ? value : []).entries())
            put(element.attributes['key'], String(at + 1), ['REG_SZ', String(one)]);
      }
    }
    const { tools } = fakeWindows(registry);
    const places = windowsPolicy(tools);
    const { preset, origins } = mergeLayers(await readPolicyLayers(tools, places, NO_SIGNAL));
    const { throughway: _format, ...wanted } = presetSchema.parse({ throughway: 1, ...EXAMPLES, contact: CONTACT });
    expect(preset).toEqual(wanted);
    expect(policyKeys().filter((key) => origins[key]?.locked !== true)).toEqual([]);
    expect(await places.managedKeys(NO_SIGNAL)).toHaveLength(1);
  });
});
