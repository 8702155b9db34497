/** The published JSON Schema of a preset (draft 2020-12): the schema of the code, with what each field means in both languages. */
import { z } from 'zod';
import { fieldAt, type PresetField } from '../presets/preset-fields.ts';
import { presetSchema } from '../presets/preset.ts';

/** What a field means, by field. */
export type FieldTexts = Readonly<Record<PresetField, string>>;

/** Returns the schema. */
export function presetJsonSchema(texts: { readonly en: FieldTexts; readonly ja: FieldTexts }, title: string): unknown {
  return {
    $id: 'throughway.preset/1',
    title,
    ...described(z.toJSONSchema(presetSchema, { target: 'draft-2020-12' }), [], texts),
  };
}

type Json = Readonly<Record<string, unknown>>;

/** Puts the texts to the properties, and looks into those, and into the branches and items of the rest. */
function described(
  schema: object,
  path: readonly string[],
  texts: { readonly en: FieldTexts; readonly ja: FieldTexts },
): Json {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]: [string, unknown]) => {
      if (key === 'properties' && isJson(value)) {
        const properties = Object.entries(value).map(([name, property]) => {
          const below = [...path, name];
          const field = fieldAt(below);
          const about = field === null ? {} : { description: texts.en[field], 'x-description-ja': texts.ja[field] };
          return [name, isJson(property) ? { ...about, ...described(property, below, texts) } : property] as const;
        });
        return [key, Object.fromEntries(properties)];
      }
      if (key === 'items' && isJson(value)) return [key, described(value, path, texts)];
      if (key === 'anyOf' && Array.isArray(value)) {
        return [key, value.map((one: unknown) => (isJson(one) ? described(one, path, texts) : one))];
      }
      return [key, value];
    }),
  );
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
