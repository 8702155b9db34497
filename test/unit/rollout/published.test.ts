import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presetSchema } from '../../../src/presets/preset.ts';
import { presetFields } from '../../../src/presets/preset-fields.ts';
import { EXAMPLES } from '../../policy-page.ts';
import { madeFromPresetSchema } from '../../made-from-preset-schema.ts';
import { xmlFault } from './xml-fault.ts';
import { mutatedPresets } from '../presets/mutated-presets.ts';

const made = await madeFromPresetSchema();

describe('what is made from the schema of presets', () => {
  it.each(made.map(({ name, text }) => [name, text]))('is current: %s', async (name, text) => {
    expect(await readFile(name, 'utf8'), 'run "npm run schema"').toBe(text);
  });

  it.each(made.filter(({ name }) => /\.adm[xl]$/u.test(name)).map(({ name, text }) => [name, text]))(
    'is well-formed XML, and names nothing that is not there: %s',
    (name, text) => {
      expect(xmlFault(text)).toBeNull();
      if (!name.endsWith('.admx')) return;
      const words = made.filter(({ name: other }) => other.endsWith('.adml')).map(({ text: adml }) => adml);
      expect(words).toHaveLength(2);
      for (const [, kind, id] of text.matchAll(/\$\((string|presentation)\.(\w+)\)/gu)) {
        for (const adml of words) expect(adml).toContain(`<${kind ?? ''} id="${id ?? ''}">`);
      }
    },
  );

  it('describes every field in both languages', () => {
    const schema = made.find(({ name }) => name.endsWith('.json'))?.text ?? '';
    const described = schema.split('"x-description-ja"').length - 1;
    // A place's own ways are described there once more.
    expect(described).toBe(presetFields().length + 9);
  });
});

describe('the published JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(made.find(({ name }) => name.endsWith('.json'))?.text ?? ''));

  it.each(Object.entries(EXAMPLES))('takes the example of %s, as the code does', (key, value) => {
    const preset = { throughway: 1, [key]: value };
    expect(presetSchema.safeParse(preset).success).toBe(true);
    expect(validate(preset), JSON.stringify(validate.errors)).toBe(true);
  });

  it('agrees with the code on presets that were tampered with', () => {
    fc.assert(
      fc.property(mutatedPresets(), (text) => {
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          return;
        }
        expect(validate(value), text).toBe(presetSchema.safeParse(value).success);
      }),
      { numRuns: 3_000 },
    );
  });
});
