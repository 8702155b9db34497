import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { documentJsonSchema } from '../../../src/report/document-schema.ts';

describe('the published JSON Schema', () => {
  it('is the one that the code makes', async () => {
    const published: unknown = JSON.parse(await readFile('resources/schema/diagnosis-1.json', 'utf8'));
    expect(published, 'run "npm run schema"').toEqual(documentJsonSchema());
  });
});
