import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cruise, type Violation } from './planted.ts';

const rules = z
  .object({ forbidden: z.array(z.object({ name: z.string() })) })
  .parse(createRequire(import.meta.url)('../../.dependency-cruiser.cjs'));

/** What each rule forbids: the planted file, and what stands in it. */
const FORBIDDEN: Readonly<Record<string, readonly [file: string, text: string]>> = {
  'no-cycles': ['src/base/egg.ts', "import { hen } from './hen.ts';\nexport const egg = () => hen;"],
  'src-knows-no-face': ['src/contract/face.ts', "export { face } from '../../main/cli/face.ts';"],
  'verdict-is-pure': ['src/verdict/reader.ts', "export { readFileSync } from 'node:fs';"],
  'verdict-sees-facts-as-types': ['src/verdict/prober.ts', "export type { Thing } from '../probe/thing.ts';"],
  'messages-take-types-only': ['src/messages/doer.ts', "export { thing } from '../route/thing.ts';"],
  'sockets-only-where-listed': ['src/report/sender.ts', "export { connect } from 'node:net';"],
  'child-processes-only-in-system': ['src/fix/runner.ts', "export { execFile } from 'node:child_process';"],
  'electron-only-in-desktop': ['main/host/shell.ts', "export { app } from 'electron';"],
  'keytar-in-one-place': ['main/cli/passwords.ts', "export { getPassword } from 'keytar';"],
  'kerberos-in-one-place': ['src/auth/tickets.ts', "export { initializeClient } from 'kerberos';"],
  'quickjs-in-one-place': ['src/pac/shortcut.ts', "export { QuickJS } from 'quickjs-wasi';"],
  'renderer-takes-little': [
    'renderer/App.svelte',
    '<script lang="ts">\nimport { thing } from \'../src/probe/thing.ts\';\nthing;\n</script>',
  ],
  'renderer-knows-no-node': ['renderer/disk.ts', "export { readFileSync } from 'node:fs';"],
  'product-knows-no-test': ['main/cli/cheat.ts', "export { cheat } from '../../test/cheat.ts';"],
  resolvable: ['src/base/lost.ts', "export { gone } from './gone.ts';"],
};

/** What looks alike and is allowed. */
const ALLOWED: Readonly<Record<string, string>> = {
  'src/verdict/typed.ts': "export type { Thing } from '../observation/thing.ts';",
  'src/messages/typed.ts': "export type { Thing } from '../route/thing.ts';",
  'src/messages/listed.ts': "export { CAUSE_CODES } from '../verdict/cause-code.ts';",
  'src/probe/socket.ts': "export { connect } from 'node:net';",
  'src/practice/server.ts': "export { createServer } from 'node:http';",
  'src/system/command.ts': "export { execFile } from 'node:child_process';",
  'src/report/kind.ts': "export type { Socket } from 'node:net';",
  'src/pac/engine/vm.ts': "export { QuickJS } from 'quickjs-wasi';",
  'main/browser/server.ts': "export { createServer } from 'node:http';",
  'main/desktop/window.ts': "export { app } from 'electron';",
  'main/host/keychain.ts': "export { getPassword } from 'keytar';",
  'main/host/kerberos.ts': "export { initializeClient } from 'kerberos';",
  'renderer/Good.svelte':
    "<script lang=\"ts\">\nimport type { Thing } from '../src/probe/thing.ts';\nimport { client } from '../src/contract/client.ts';\nconst thing: Thing = client;\nthing;\n</script>",
};

/** What the planted files lead to; itself without fault. */
const GROUND: Readonly<Record<string, string>> = {
  'src/base/hen.ts': "import { egg } from './egg.ts';\nexport const hen = () => egg;",
  'src/observation/thing.ts': 'export interface Thing { readonly name: string }',
  'src/route/thing.ts': 'export interface Thing { readonly name: string }\nexport const thing = 1;',
  'src/probe/thing.ts': 'export interface Thing { readonly name: string }\nexport const thing = 1;',
  'src/verdict/cause-code.ts': "export const CAUSE_CODES = ['ok'] as const;",
  'src/contract/client.ts': "export const client = { name: '' };",
  'main/cli/face.ts': 'export const face = 1;',
  'test/cheat.ts': 'export const cheat = 1;',
};

/** For each folder of src/ but the last: an import of the folder that comes after it. */
const order = rules.forbidden
  .map(({ name }) => /^(\w+)-imports-only-what-is-before-it$/.exec(name)?.[1])
  .filter((folder) => folder !== undefined);
const upwards = order.map((folder, index) => {
  const next = order[index + 1] ?? 'contract';
  return {
    rule: `${folder}-imports-only-what-is-before-it`,
    file: `src/${folder}/upwards.ts`,
    text: `export type * from '../${next}/ground.ts';`,
    ground: `src/${next}/ground.ts`,
  };
});

describe('the import rules', () => {
  let found: readonly Violation[] = [];
  beforeAll(async () => {
    found = await cruise({
      ...GROUND,
      ...ALLOWED,
      ...Object.fromEntries(Object.values(FORBIDDEN)),
      ...Object.fromEntries(
        upwards.flatMap(({ file, text, ground }) => [
          [file, text],
          [ground, 'export type Ground = 1;'],
        ]),
      ),
    });
  }, 60_000);

  it('are all proven here', () => {
    const proven = [...Object.keys(FORBIDDEN), ...upwards.map(({ rule }) => rule)];
    expect(proven.toSorted()).toEqual(rules.forbidden.map(({ name }) => name).toSorted());
  });

  it.each(Object.entries(FORBIDDEN))('find what breaks %s', (rule, [file]) => {
    expect(found).toContainEqual({ file, rule });
  });

  it.each(upwards)('find an import against the order: $rule', ({ file, rule }) => {
    expect(found).toContainEqual({ file, rule });
  });

  it.each(Object.keys(ALLOWED))('leave %s alone', (file) => {
    expect(found.filter((violation) => violation.file === file)).toEqual([]);
  });
});
