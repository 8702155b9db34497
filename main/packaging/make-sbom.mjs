/**
 * Lists what the packages contain and under which licences, from the lock file alone: `npm run sbom [-- --out FOLDER]`
 * writes sbom.cdx.json (CycloneDX 1.6) and licences.csv. `npm sbom --omit dev` leaves out what development tools use as well.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Development dependencies of which a part is bundled or packed, each with those of its own dependencies that come along. */
const BUNDLED = {
  '@lucide/svelte': [],
  'bits-ui': ['@floating-ui/core', '@floating-ui/dom', 'esm-env', 'runed', 'svelte-toolbelt', 'tabbable'],
  electron: [],
  svelte: ['clsx', 'esm-env'],
};

/** Packages whose manifest names no licence, with what the LICENSE file in them is. */
const READ_LICENCES = { 'svelte-toolbelt': 'MIT' };

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const folder = resolve(values.out ?? join(ROOT, 'out/packages'));
const lockText = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
const { packages } = JSON.parse(lockText);
const own = packages[''];

const shipped = new Map();
for (const name of Object.keys(own.dependencies)) add('', name, 'required');
for (const name of Object.keys(own.optionalDependencies)) add('', name, 'optional');
for (const [name, along] of Object.entries(BUNDLED)) {
  const path = pathOf('', name);
  shipped.set(path, { path, scope: 'required', uses: along.map((one) => add(path, one, 'required')) });
}

// The same version may lie in two folders.
const components = [...new Map([...shipped.values()].map((entry) => [refOf(entry.path), componentOf(entry)])).values()];
components.sort((a, b) => (a.purl < b.purl ? -1 : 1));
const unlicensed = components.filter(({ licenses }) => licenses.length === 0);
if (unlicensed.length > 0) throw new Error(`no licence: ${unlicensed.map(({ purl }) => purl).join(', ')}`);

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(billOfMaterials(), null, 2)}\n`);
const rows = components.map(({ group, name, version, licenses }) => [
  group === undefined ? name : `${group}/${name}`,
  version,
  licenses[0].expression ?? licenses[0].license.id,
]);
writeFileSync(join(folder, 'licences.csv'), [['name', 'version', 'licence'], ...rows].map(csvRow).join(''));
console.log(
  `${String(components.length)} components: ${join(folder, 'sbom.cdx.json')}, ${join(folder, 'licences.csv')}`,
);

/** Adds a package and all it depends on; returns where the lock file has it. */
function add(from, name, scope) {
  const path = pathOf(from, name);
  const known = shipped.get(path);
  if (known !== undefined) {
    if (scope === 'required' && known.scope === 'optional') {
      known.scope = scope;
      for (const used of known.uses) raise(used);
    }
    return path;
  }
  const entry = { path, scope, uses: [] };
  shipped.set(path, entry);
  const { dependencies = {}, optionalDependencies = {} } = packages[path];
  const needed = Object.keys(dependencies).filter((one) => !(one in optionalDependencies));
  entry.uses.push(...needed.map((one) => add(path, one, scope)));
  entry.uses.push(...Object.keys(optionalDependencies).map((one) => add(path, one, 'optional')));
  return path;
}

/** What a required package needs is required as well. */
function raise(path) {
  const entry = shipped.get(path);
  if (entry === undefined || entry.scope === 'required' || packages[path].optional === true) return;
  entry.scope = 'required';
  for (const used of entry.uses) raise(used);
}

/** Looks a name up as Node does: beside the package that asks, then further out. */
function pathOf(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (at === '') throw new Error(`${name}, which ${from} needs, is not in the lock file`);
  }
}

function componentOf({ path, scope }) {
  const { version, license, integrity } = packages[path];
  const fullName = nameOf(path);
  const [group, name] = fullName.startsWith('@') ? fullName.split('/') : [undefined, fullName];
  const ref = refOf(path);
  return {
    type: 'library',
    'bom-ref': ref,
    ...(group === undefined ? {} : { group }),
    name,
    version,
    scope,
    hashes: hashesOf(integrity),
    licenses: licensesOf(license ?? READ_LICENCES[fullName]),
    purl: ref,
  };
}

/** The name in the registry, which an alias hides. */
function nameOf(path) {
  return packages[path].name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** https://github.com/package-url/purl-spec: the @ of a scope is percent-encoded. */
function refOf(path) {
  return `pkg:npm/${nameOf(path).replace('@', '%40')}@${packages[path].version}`;
}

function hashesOf(integrity = '') {
  const [, digest] = /^sha512-(\S+)/.exec(integrity) ?? [];
  return digest === undefined ? [] : [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }];
}

function licensesOf(license) {
  if (typeof license !== 'string' || license === '') return [];
  return [/[\s()]/.test(license) ? { expression: license } : { license: { id: license } }];
}

function billOfMaterials() {
  const ref = `pkg:npm/${own.name}@${own.version}`;
  const roots = [...Object.keys({ ...own.dependencies, ...own.optionalDependencies }), ...Object.keys(BUNDLED)];
  const needs = new Map();
  for (const { path, uses } of shipped.values()) needs.set(refOf(path), [...(needs.get(refOf(path)) ?? []), ...uses]);
  const top = { ref, dependsOn: refsOf(roots.map((name) => pathOf('', name))) };
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(lockText)}`,
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': ref,
        name: own.name,
        version: own.version,
        licenses: licensesOf(own.license),
        purl: ref,
      },
    },
    components,
    dependencies: [top, ...[...needs].map(([one, uses]) => ({ ref: one, dependsOn: refsOf(uses) }))],
  };
}

function refsOf(paths) {
  return [...new Set(paths.map(refOf))].sort();
}

/** The same for the same lock file, so that a build can be repeated (RFC 9562 section 5.8). */
function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function csvRow(cells) {
  return `${cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
