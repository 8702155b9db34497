import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { documentJsonSchema } from '../../../src/report/document-schema.ts';
import { inspectionJsonSchema } from '../../../src/report/inspection-schema.ts';
import { reportJsonSchema } from '../../../src/report/report-schema.ts';

describe('the published JSON Schema', () => {
  it.each([
    ['diagnosis-1', documentJsonSchema],
    ['inspection-1', inspectionJsonSchema],
    ['report-1', reportJsonSchema],
  ] as const)('%s is the one that the code makes', async (name, make) => {
    const published: unknown = JSON.parse(await readFile(`resources/schema/${name}.json`, 'utf8'));
    expect(published, 'run "npm run schema"').toEqual(make());
  });
});
