/** Writes the published JSON Schemas from the schemas in the code: `npm run schema`. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { madeFromPresetSchema } from './made-from-preset-schema.ts';
import { documentJsonSchema } from '../src/report/document-schema.ts';
import { inspectionJsonSchema } from '../src/report/inspection-schema.ts';
import { reportJsonSchema } from '../src/report/report-schema.ts';

const SCHEMAS = {
  'diagnosis-1': documentJsonSchema,
  'inspection-1': inspectionJsonSchema,
  'report-1': reportJsonSchema,
} as const;

for (const [name, make] of Object.entries(SCHEMAS)) {
  await writeFile(`resources/schema/${name}.json`, `${JSON.stringify(make(), null, 2)}\n`);
}

for (const { name, text } of await madeFromPresetSchema()) {
  await mkdir(path.dirname(name), { recursive: true });
  await writeFile(name, text);
}
