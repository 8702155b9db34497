/** Writes the published JSON Schema from the schema in the code: `npm run schema`. */
import { writeFile } from 'node:fs/promises';
import { documentJsonSchema } from '../src/report/document-schema.ts';

await writeFile('resources/schema/diagnosis-1.json', `${JSON.stringify(documentJsonSchema(), null, 2)}\n`);
