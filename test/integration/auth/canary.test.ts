/** Runs the journeys of a sign-in with a password that nobody else has, and looks for it everywhere but on the wire. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOrigin, type Origin } from '../../lab/auth/origin.ts';
import { keyringIsMissing, startKeyring, type Keyring } from '../../lab/servers/keyring.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import { cliIsMissing, newPerson, type Journey, type Person } from './sign-in-cli.ts';

const CANARY = 'Kanari-8f3a/パス:w@rd%41';
const WRONG = 'Falsch-77c1/ねこ:c@t%42';
const LIMIT = { timeout: 120_000 };

/** Every writing of a secret that could hide it from a plain search. */
function writings(secret: string): readonly { readonly name: string; readonly bytes: Buffer }[] {
  const percent = encodeURIComponent(secret);
  const texts: readonly (readonly [string, Buffer])[] = [
    ['as it is', Buffer.from(secret)],
    ['its first half', Buffer.from(secret.slice(0, 11))],
    ['percent-encoded', Buffer.from(percent)],
    ['percent-encoded, lower case', Buffer.from(percent.replace(/%../g, (code) => code.toLowerCase()))],
    [
      'as JSON escapes',
      Buffer.from(JSON.stringify(secret).replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`)),
    ],
    ['in UTF-16', Buffer.from(secret, 'utf16le')],
    ['in hexadecimal', Buffer.from(Buffer.from(secret).toString('hex'))],
  ];
  const encoded = [Buffer.from(secret), Buffer.from(secret, 'utf16le')].flatMap((bytes) =>
    [0, 1, 2].flatMap((shift) => {
      const text = Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      const core = text.slice(shift === 0 ? 0 : shift + 1, -1);
      return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
    }),
  );
  return [
    ...texts.map(([name, bytes]) => ({ name, bytes })),
    ...encoded.map((text) => ({ name: 'in base64', bytes: Buffer.from(text) })),
  ];
}

function found(place: string, content: Buffer): readonly string[] {
  return [CANARY, WRONG].flatMap((secret) =>
    writings(secret).flatMap(({ name, bytes }) => (content.includes(bytes) ? [`${name} in ${place}`] : [])),
  );
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => existsSync(file) && statSync(file).isFile());
}

const skip = cliIsMissing ?? squidIsMissing ?? keyringIsMissing;
describe.skipIf(skip !== null)(`a password that must not be seen ${skip ?? ''}`, () => {
  let origin: Origin;
  let squid: SquidServer;
  let ring: Keyring;
  let me: Person;
  beforeAll(async () => {
    origin = await startOrigin();
    const users = [{ user: 'bob', password: CANARY }];
    squid = await startSquid({
      auth: [
        { scheme: 'digest', users },
        { scheme: 'basic', users },
      ],
    });
    ring = await startKeyring('unlocked');
    me = newPerson(ring.env);
  }, 60_000);
  afterAll(async () => {
    me.leave();
    await ring.stop();
    await squid.stop();
    await origin.stop();
  });

  test('stands in no output, file, argument or environment of a child, nor at the origin', LIMIT, async () => {
    const place = `127.0.0.1:${String(squid.port)}`;
    const proxy = `http://${place}`;
    const withUser = ['--user', 'bob', '--password-stdin'];
    const set = ['credentials', 'set', place, ...withUser, '--control-url', origin.url, '--verbose'];
    // A file where a folder is needed: the program itself must fail.
    const blocked = join(me.home, 'blocked');
    writeFileSync(blocked, '');
    const inUri = `http://bob:${encodeURIComponent(CANARY)}@${place}`;
    const runs: Record<string, () => Promise<Journey>> = {
      'set, wrong': () => me.run(set, { stdin: WRONG }),
      'set, refused before': () => me.run([...set, '--json'], { stdin: WRONG }),
      set: () => me.run(set, { stdin: CANARY }),
      list: () => me.run(['credentials', 'list', '--verbose']),
      test: () => me.run(['credentials', 'test', place, '--control-url', origin.url, '--json']),
      'from the keychain': () => me.diagnose({ proxy, origin, options: ['--verbose'] }),
      'from standard input': () => me.diagnose({ proxy, origin, options: withUser }, { stdin: CANARY }),
      'wrong, from standard input': () =>
        me.diagnose({ proxy, origin, options: [...withUser, '--insist'] }, { stdin: WRONG }),
      'from the environment': () =>
        me.run(['diagnose', '--json', '--control-url', 'http://control.invalid/', 'http://site.invalid/'], {
          env: { http_proxy: inUri },
        }),
      'settings, from the environment': () => me.run(['settings', '--json'], { env: { http_proxy: inUri } }),
      'list, from the environment': () => me.run(['credentials', 'list', '--json'], { env: { http_proxy: inUri } }),
      'a store that breaks': () =>
        me.run(['credentials', 'set', place, ...withUser, '--untested', '--verbose'], {
          stdin: CANARY,
          env: { THROUGHWAY_DATA_DIR: blocked },
        }),
      delete: () => me.run(['credentials', 'delete', place, '--verbose']),
    };
    const complaints: string[] = [];
    const statuses: Record<string, number | null> = {};
    for (const [name, run] of Object.entries(runs)) {
      const { status, stdout, stderr, children } = await run();
      statuses[name] = status;
      complaints.push(
        ...found(`${name}: standard output`, Buffer.from(stdout)),
        ...found(`${name}: standard error`, Buffer.from(stderr)),
        ...found(`${name}: children`, Buffer.from(children)),
      );
      for (const file of filesBelow(me.home)) complaints.push(...found(`${name}: ${file}`, readFileSync(file)));
    }
    complaints.push(...found('the origin', Buffer.from(origin.requests.join('\n'))));
    expect(complaints).toEqual([]);
    // The journeys went where they should: otherwise nothing was looked at.
    expect(statuses).toMatchObject({
      'set, wrong': 1,
      'set, refused before': 1,
      set: 0,
      test: 0,
      'from the keychain': 0,
      'from standard input': 0,
      'wrong, from standard input': 1,
      'a store that breaks': 4,
      delete: 0,
    });
  });
});
