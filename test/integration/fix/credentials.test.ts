import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lab, type Squid } from '../../lab/lab.ts';
import { whyNoLab } from '../../lab/network.ts';
import { keyringIsMissing, startKeyring } from '../../lab/servers/keyring.ts';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { FixOffice } from './fix-office.ts';

const WHY_NOT = NOT_BUILT ?? whyNoLab() ?? keyringIsMissing;
const LONG = 120_000;

describe.skipIf(WHY_NOT !== null)(
  `a sign-in that a fix stores in a real keyring${WHY_NOT === null ? '' : ` (skipped: ${WHY_NOT})`}`,
  () => {
    let lab: Lab;
    beforeAll(async () => {
      lab = await Lab.build('guided fixes of sign-ins');
    }, LONG);
    afterEach(async () => {
      await lab.reset();
    }, LONG);
    afterAll(async () => {
      await lab.remove();
    }, LONG);

    async function office(): Promise<{ readonly desk: FixOffice; readonly squid: Squid; readonly url: string }> {
      await lab.direct('dropped');
      const squid = await lab.squidWithBasic(lab.spot());
      const keyring = await startKeyring('unlocked');
      lab.afterwards(() => keyring.stop());
      const desk = new FixOffice(lab, 'kde');
      for (const name of ['DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'] as const)
        desk.setVariable(name, keyring.env[name] ?? '');
      const place = `http://${squid.spot.name} ${String(squid.port)}`;
      desk.write('home/.config/kioslaverc', `[Proxy Settings]\nProxyType=1\nhttpProxy=${place}\nhttpsProxy=${place}\n`);
      await lab.settle();
      return { desk, squid, url: lab.sites.main.https() };
    }

    async function fix(
      desk: FixOffice,
      { id, url, password }: { readonly id: string; readonly url: string; readonly password: string },
    ) {
      const args = ['fix', id, '--for', url, '--yes', '--json', '--user', lab.user.name, '--password-stdin'];
      const { status, stdout, stderr } = await desk.cli(args, { stdin: `${password}\n` });
      const journal = await desk.run(['sh', '-c', `cat ${desk.dataFolder}/changes/* ${desk.dataFolder}/*.json`]);
      for (const text of [stdout, stderr, journal.stdout]) expect(text).not.toContain(password);
      return { status, document: JSON.parse(stdout) as unknown };
    }

    it(
      'is tried once, stored, used, and gone again after undo',
      async () => {
        const { desk, squid, url } = await office();
        expect(await desk.diagnosed(url)).toBe('proxy.auth-required');
        const wrong = await fix(desk, { id: 'enter-credentials', url, password: lab.wrongPassword });
        expect(wrong).toMatchObject({
          status: 1,
          document: { cured: false, changed: false, problem: { kind: 'credentials-refused' } },
        });
        // One of one character would be locked out by a second try.
        expect(squid.signedTries()).toHaveLength(1);
        expect(await desk.diagnosed(url)).toBe('proxy.auth-required');
        const right = await fix(desk, { id: 'enter-credentials', url, password: lab.user.password });
        expect(right).toMatchObject({
          status: 0,
          document: { cured: true, changed: true, verification: { result: 'cured', code: 'ok' } },
        });
        expect(await desk.diagnosed(url)).toBe('ok');
        const tries = squid.signedTries().length;
        expect(await desk.cli(['undo', 'last'])).toMatchObject({ status: 0 });
        expect(await desk.diagnosed(url)).toBe('proxy.auth-required');
        expect(squid.signedTries()).toHaveLength(tries);
        expect((await desk.cli(['credentials', 'list', '--json'])).stdout).not.toContain(lab.user.name);
      },
      LONG,
    );

    it(
      'takes the place of one that is refused, which undo brings back',
      async () => {
        const { desk, squid, url } = await office();
        const place = `${squid.spot.name}:${String(squid.port)}`;
        const stored = await desk.cli(
          ['credentials', 'set', place, '--user', lab.user.name, '--password-stdin', '--untested'],
          { stdin: `${lab.wrongPassword}\n` },
        );
        expect(stored, stored.stderr).toMatchObject({ status: 0 });
        expect(await desk.diagnosed(url)).toBe('proxy.credentials-rejected');
        const fixed = await fix(desk, { id: 'replace-credentials', url, password: lab.user.password });
        expect(fixed).toMatchObject({
          status: 0,
          document: { cured: true, changed: true, verification: { result: 'cured', code: 'ok' } },
        });
        expect(await desk.diagnosed(url)).toBe('ok');
        const tries = squid.signedTries().length;
        expect(await desk.cli(['undo', 'last'])).toMatchObject({ status: 0 });
        expect(await desk.diagnosed(url)).toBe('proxy.credentials-rejected');
        // The proxy has accepted this account in between, so the one from before is tried again, once.
        expect(squid.signedTries()).toHaveLength(tries + 1);
        expect(await desk.diagnosed(url)).toBe('proxy.credentials-rejected');
        expect(squid.signedTries()).toHaveLength(tries + 1);
      },
      LONG,
    );
  },
);
