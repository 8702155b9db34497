import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { type Ground, NO_DESKTOP, openGround } from './rollout-ground.ts';

const run = promisify(execFile);
const reason = NOT_BUILT ?? NO_DESKTOP;
const CANARY = 'C4nary-Passw0rd';

const OFFICE = JSON.stringify({
  throughway: 1,
  name: { en: 'Office', ja: '本社' },
  proxies: 'http://proxy.corp.example:3128',
  bypass: ['<local>', 'intranet.example', '*.corp.example', '10.0.0.0/8'],
  places: [{ name: 'away', when: { vpn: ['no such VPN'] }, direct: true }],
  apply: { sources: ['gnome', 'kde', 'env', 'windows', 'macos'] },
  tools: ['git', 'npm'],
});

describe.skipIf(reason !== null)(`rolling a preset out${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let ground: Ground;
  const fileOf = (name: string): string => path.join(ground.folder, name);
  const json = (outcome: { readonly stdout: string }): Record<string, unknown> => JSON.parse(outcome.stdout);

  beforeAll(async () => {
    ground = await openGround();
    await writeFile(fileOf('office.throughway.json'), OFFICE);
    await writeFile(path.join(ground.folder, 'home', '.gitconfig'), '[user]\n\tname = Taro\n');
  });
  afterAll(async () => {
    await ground[Symbol.asyncDispose]();
  });

  it(
    'goes from not applied over applied and drifted back to exactly what was there',
    { timeout: 120_000 },
    async () => {
      const before = await ground.everything();
      expect((await ground.preset('status')).status).toBe(4);

      const refused = await ground.preset('apply', fileOf('office.throughway.json'), '--json');
      expect([refused.status, json(refused)['reason']]).toEqual([1, 'consent']);
      expect(await ground.everything()).toBe(before);

      const applied = await ground.preset('apply', fileOf('office.throughway.json'), '--yes', '--json');
      expect([applied.status, json(applied)['applied'], json(applied)['changed']]).toEqual([0, true, true]);
      expect(json(applied)['sources']).toEqual(['gnome', 'env']);
      expect(await ground.gsettings('get', 'org.gnome.system.proxy.http', 'host')).toBe("'proxy.corp.example'\n");
      expect(await ground.everything()).toContain('proxy = http://proxy.corp.example:3128');
      expect((await ground.preset('status')).status).toBe(0);

      const again = await ground.preset('apply', fileOf('office.throughway.json'), '--yes', '--json');
      expect([again.status, json(again)['changed']]).toEqual([0, false]);

      await ground.gsettings('set', 'org.gnome.system.proxy.http', 'port', '99');
      const drifted = await ground.preset('status', '--json');
      expect([drifted.status, json(drifted)['state'], json(drifted)['drift']]).toEqual([
        1,
        'drifted',
        [{ what: 'org.gnome.system.proxy.http port', expected: '3128', found: '99' }],
      ]);
      expect((await ground.preset('status', '--repair')).status).toBe(0);
      expect((await ground.preset('status')).status).toBe(0);

      const removed = await ground.preset('remove', '--json');
      expect([removed.status, json(removed)['removed']]).toEqual([0, true]);
      expect(await ground.everything()).toBe(before);
      expect((await ground.preset('status')).status).toBe(4);
      expect(json(await ground.preset('remove', '--json'))['reason']).toBe('not-applied');
    },
  );

  it('changes nothing where one of several sources can not say it', async () => {
    const before = await ground.everything();
    const script = { pac: 'https://config.example/p.pac', apply: { sources: ['gnome', 'env'] } };
    await writeFile(fileOf('script.throughway.json'), JSON.stringify(script));
    const refused = await ground.preset('apply', fileOf('script.throughway.json'), '--yes', '--json');
    expect([refused.status, json(refused)['reason']]).toEqual([1, 'cannot-say']);
    expect(await ground.everything()).toBe(before);
  });

  it('never takes or shows a password', async () => {
    const evil = `{"proxies": "http://bob:${CANARY}@proxy.example:1", "contact": {"password": "${CANARY}"}}`;
    await writeFile(fileOf('evil.throughway.json'), evil);
    for (const verb of ['validate', 'show', 'apply', 'sign', 'verify', 'export']) {
      const outcome = await ground.preset(verb, fileOf('evil.throughway.json'), '--json', ...argsFor(verb));
      expect(outcome.status, verb).not.toBe(0);
      expect(outcome.stdout + outcome.stderr).not.toContain(CANARY);
    }
  });

  it('signs as openssl does, and refuses a changed byte, another key and an expired preset each by its name', async () => {
    const file = fileOf('signed.throughway.json');
    const [key, pub, other] = ['k.pem', 'k.key.pub', 'o.pem'].map(fileOf);
    const openssl = async (...args: readonly string[]): Promise<string> => (await run('openssl', [...args])).stdout;
    const reasonWith = async (pem: string): Promise<unknown> =>
      json(await ground.preset('verify', file, '--key', pem, '--json'))['reason'];
    for (const pem of [key, other]) await openssl('genpkey', '-algorithm', 'ed25519', '-out', pem ?? '');
    await openssl('pkey', '-in', key ?? '', '-pubout', '-out', pub ?? '');
    await openssl('pkey', '-in', other ?? '', '-pubout', '-out', fileOf('o.pub'));

    await writeFile(file, OFFICE);
    expect((await ground.preset('sign', file, '--key', key ?? '')).status).toBe(0);
    const check = ['-verify', '-rawin', '-in', file, '-sigfile', `${file}.sig`, '-pubin', '-inkey', pub ?? ''];
    expect(await openssl('pkeyutl', ...check)).toContain('Verified Successfully');
    expect(await reasonWith(pub ?? '')).toBeNull();

    await openssl('pkeyutl', '-sign', '-rawin', '-in', file, '-inkey', key ?? '', '-out', `${file}.sig`);
    expect(await reasonWith(pub ?? '')).toBeNull();
    expect(await reasonWith(fileOf('o.pub'))).toBe('wrong-key');
    await writeFile(file, OFFICE.replace('3128', '3129'));
    expect(await reasonWith(pub ?? '')).toBe('changed');
    const changed = await ground.preset('apply', file, '--yes', '--json');
    expect([changed.status, json(changed)['reason']]).toEqual([1, 'changed']);
    await writeFile(file, OFFICE.replace('"throughway":1', '"throughway":1,"notAfter":"2026-01-01"'));
    await ground.preset('sign', file, '--key', key ?? '');
    expect(await reasonWith(pub ?? '')).toBe('expired');
    const expired = await ground.preset('apply', file, '--yes', '--json');
    expect([expired.status, json(expired)['reason']]).toEqual([1, 'expired']);
  });
});

function argsFor(verb: string): readonly string[] {
  if (verb === 'apply') return ['--yes'];
  if (verb === 'sign') return ['--key', '/dev/null'];
  return verb === 'export' ? ['--format', 'json'] : [];
}
