import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/** What we write of CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), strictly: a field by another name is a mistake. */
const component = z.strictObject({
  type: z.enum(['library', 'application']),
  'bom-ref': z.string().startsWith('pkg:npm/'),
  group: z.string().startsWith('@').optional(),
  name: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+/),
  scope: z.enum(['required', 'optional']).optional(),
  hashes: z
    .array(z.strictObject({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/) }))
    .optional(),
  licenses: z
    .array(
      z.union([
        z.strictObject({ license: z.strictObject({ id: z.string().min(1) }) }),
        z.strictObject({ expression: z.string().min(1) }),
      ]),
    )
    .length(1),
  purl: z.string().regex(/^pkg:npm\/(?:%40[^/@]+\/)?[^/@]+@[^@]+$/),
});
const bill = z.strictObject({
  $schema: z.literal('http://cyclonedx.org/schema/bom-1.6.schema.json'),
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.6'),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
  version: z.literal(1),
  metadata: z.strictObject({ component }),
  components: z.array(component),
  dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
const manifest = z.object({
  name: z.string(),
  dependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

describe('the bill of materials', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sbom-'));
  const own = manifest.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  let made: z.infer<typeof bill>;
  let names: readonly string[] = [];

  beforeAll(() => {
    execFileSync(process.execPath, ['main/packaging/make-sbom.mjs', '--out', folder]);
    made = bill.parse(JSON.parse(readFileSync(path.join(folder, 'sbom.cdx.json'), 'utf8')));
    names = made.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('names every dependency that is shipped, and what these need', () => {
    const ofRegistry = { keytar: '@github/keytar' };
    const asked = Object.keys({ ...own.dependencies, ...own.optionalDependencies });
    const wanted = asked.map((name) => Reflect.get(ofRegistry, name) ?? name);
    expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
    expect(names).toContain('signal-exit');
  });

  test('names of the development tools only those whose code is bundled or packed', () => {
    const files = ['src', 'main', 'renderer'].flatMap((one) =>
      readdirSync(one, { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(?:ts|svelte)$/.test(file))
        .map((file) => path.join(one, file)),
    );
    const imported = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^\s*import (?!type\b)[^;]*? from '((?:@[\w-]+\/)?[\w-]+)/gm)].map(
        ([, name]) => name ?? '',
      ),
    );
    const development = Object.keys(own.devDependencies);
    const bundled = development.filter((name) => imported.includes(name));
    expect(development.filter((name) => names.includes(name)).sort()).toEqual(bundled.sort());
  });

  test('refers to every component once, and to nothing else', () => {
    const refs = made.components.map((one) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    const known = new Set([made.metadata.component['bom-ref'], ...refs]);
    const named = made.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(named.filter((ref) => !known.has(ref))).toEqual([]);
    expect(new Set(made.dependencies.map(({ ref }) => ref)).size).toBe(known.size);
  });

  test('comes with a list of licences, a line a component', () => {
    const [head, ...rows] = readFileSync(path.join(folder, 'licences.csv'), 'utf8').trim().split('\r\n');
    expect(head).toBe('name,version,licence');
    expect(rows).toHaveLength(made.components.length);
    expect(rows.filter((row) => row.endsWith(','))).toEqual([]);
  });

  test('is the same for the same lock file', () => {
    const before = readFileSync(path.join(folder, 'sbom.cdx.json'), 'utf8');
    execFileSync(process.execPath, ['main/packaging/make-sbom.mjs', '--out', folder]);
    expect(readFileSync(path.join(folder, 'sbom.cdx.json'), 'utf8')).toBe(before);
  });
});
