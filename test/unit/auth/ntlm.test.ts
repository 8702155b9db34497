import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as property } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../../../src/base/secret.ts';
import { channelBindingHash } from '../../../src/auth/channel-binding.ts';
import { md4 } from '../../../src/auth/md4.ts';
import { createNtlmSignIn } from '../../../src/auth/ntlm.ts';
import { readNtlmChallenge, type AvPair } from '../../../src/auth/ntlm-challenge.ts';
import { lmResponse, ntlmKey, ntlmResponse, utf16 } from '../../../src/auth/ntlm-response.ts';
import type { SignInContext } from '../../../src/auth/sign-in.ts';

const hex = (text: string): Buffer => Buffer.from(text.replace(/\s/g, ''), 'hex');

/** [MS-NLMP] §4.2.4.3 */
const CHALLENGE_MESSAGE = hex(`4e544c4d53535000 02000000 0c000c00 38000000 33828ae2 0123456789abcdef 0000000000000000
  24002400 44000000 0600 7017 0000000f 530065007200760065007200
  02000c0044006f006d00610069006e00 01000c0053006500720076006500720000000000`);

const INFO: readonly AvPair[] = [
  { id: 2, value: utf16('Domain') },
  { id: 1, value: utf16('Server') },
];

const context: SignInContext = { method: 'GET', requestUri: 'http://o.test/', host: 'p.test', port: 8080, to: 'proxy' };
const tools = {
  clock: { nowMs: () => 0, wallMs: () => 0 },
  randomBytes: (count: number) => new Uint8Array(count).fill(0xaa),
};
const signInOf = (user: string) => createNtlmSignIn({ user, password: new Secret('Password'), from: 'option' }, tools);

describe('md4', () => {
  test.each([
    ['', '31d6cfe0d16ae931b73c59d7e0c089c0'],
    ['a', 'bde52cb31de33e46245e05fbdbd6fb24'],
    ['abc', 'a448017aaf21d8525fc10ae87aa6729d'],
    ['message digest', 'd9130a8164549fe818874806e1c7014b'],
    ['abcdefghijklmnopqrstuvwxyz', 'd79e1c308aa5bbcdeea8ed63df412da9'],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', '043f8582f241db351ce627e153e7f0e4'],
    ['1234567890'.repeat(8), 'e33b4ddc9c38f2199c3e7b164fcc0536'],
  ])('of "%s" is what RFC 1320 §A.5 says', (text, digest) => {
    expect(md4(Buffer.from(text)).toString('hex')).toBe(digest);
  });
});

describe('the NTLMv2 response of [MS-NLMP] §4.2.4', () => {
  const key = ntlmKey({ user: 'User', domain: 'Domain' }, 'Password');
  const serverChallenge = hex('0123456789abcdef');
  const clientChallenge = Buffer.alloc(8, 0xaa);

  test('has the key of §4.2.4.1.1', () => {
    expect(key.toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
  });

  test('has the proof and the session key of §4.2.4.1.2 and §4.2.4.2.2', () => {
    const { nt, sessionKey } = ntlmResponse({
      key,
      serverChallenge,
      clientChallenge,
      timestamp: Buffer.alloc(8),
      targetInfo: INFO,
    });
    expect(nt.subarray(0, 16).toString('hex')).toBe('68cd0ab851e51c96aabc927bebef6a1c');
    expect(sessionKey.toString('hex')).toBe('8de40ccadbc14a82f15cb0ad0de95ca3');
  });

  test('has the LMv2 response of §4.2.4.2.1', () => {
    expect(lmResponse(key, serverChallenge, clientChallenge).toString('hex')).toBe(
      '86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa',
    );
  });
});

describe('readNtlmChallenge', () => {
  test('tells what the message of [MS-NLMP] §4.2.4.3 says', () => {
    expect(readNtlmChallenge(CHALLENGE_MESSAGE.toString('base64'))).toMatchObject({
      targetName: 'Server',
      netbiosDomain: 'Domain',
      netbiosComputer: 'Server',
      serverChallenge: hex('0123456789abcdef'),
    });
  });

  test('refuses a message that points outside itself', () => {
    const broken = Buffer.from(CHALLENGE_MESSAGE);
    broken.writeUInt32LE(5_000, 44);
    expect(readNtlmChallenge(broken.toString('base64'))).toBeNull();
  });

  property.prop([fc.uint8Array({ maxLength: 120 })])('never throws, whatever follows the signature', (rest) => {
    const message = Buffer.concat([Buffer.from('NTLMSSP\0\x02\0\0\0', 'latin1'), rest]);
    expect(() => readNtlmChallenge(message.toString('base64'))).not.toThrow();
  });
});

describe('an NTLM sign-in', () => {
  const type2 = { scheme: 'ntlm', params: { token68: CHALLENGE_MESSAGE.toString('base64') } };
  const bare = { scheme: 'ntlm', params: {} };

  test('sends no credentials in its first message, and the account in its second', async () => {
    const signIn = signInOf('Domain\\User');
    const first = await signIn.answer(bare, context);
    expect(signIn.hasSentCredentials).toBe(false);
    const second = await signIn.answer(type2, context);
    expect(signIn.hasSentCredentials).toBe(true);
    const open = (answer: typeof first): Buffer =>
      Buffer.from((answer.ok ? (answer.value?.open() ?? '') : '').replace('NTLM ', ''), 'base64');
    expect(open(first).readUInt32LE(8)).toBe(1);
    const message = open(second);
    const field = (at: number): string =>
      message
        .subarray(message.readUInt32LE(at + 4), message.readUInt32LE(at + 4) + message.readUInt16LE(at))
        .toString('utf16le');
    expect([field(28), field(36), field(44)]).toEqual(['Domain', 'User', '']);
    expect(await signIn.answer(bare, context)).toEqual({ ok: true, value: null });
  });

  test('takes the domain from the proxy where the name has none, and sends a principal name whole', async () => {
    const account = async (user: string): Promise<string> => {
      const signIn = signInOf(user);
      await signIn.answer(bare, context);
      const answer = await signIn.answer(type2, context);
      const message = Buffer.from((answer.ok ? (answer.value?.open() ?? '') : '').slice(5), 'base64');
      return message.toString('utf16le');
    };
    expect(await account('User')).toContain('DomainUser');
    expect(await account('user@corp.test')).toContain('user@corp.test');
  });

  test('asks for a domain where neither the name nor the proxy gives one', async () => {
    const nameless = Buffer.alloc(48);
    nameless.write('NTLMSSP\0', 'latin1');
    nameless.writeUInt32LE(2, 8);
    nameless.writeUInt32LE(0x0000_0201, 20);
    const signIn = signInOf('User');
    await signIn.answer(bare, context);
    expect(await signIn.answer({ scheme: 'ntlm', params: { token68: nameless.toString('base64') } }, context)).toEqual({
      ok: false,
      problem: 'no-domain',
    });
    expect(signIn.hasSentCredentials).toBe(false);
  });

  test('takes a second bare challenge as a "no" before any credentials were sent', async () => {
    const signIn = signInOf('User');
    await signIn.answer(bare, context);
    expect(await signIn.answer(bare, context)).toEqual({ ok: true, value: null });
    expect(signIn.hasSentCredentials).toBe(false);
  });
});

const openssl = existsSync('/usr/bin/openssl');
describe.skipIf(!openssl)('the channel binding (openssl makes the certificates)', () => {
  test.each([
    ['sha256', 'sha256'],
    ['sha1', 'sha256'],
    ['sha384', 'sha384'],
  ])('of a certificate signed with %s hashes it with %s', (signed, hashed) => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-cert-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.der')];
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=p.test', `-${signed}`];
    execFileSync('openssl', [...args, '-keyout', key, '-out', cert, '-outform', 'DER'], { stdio: 'ignore' });
    const der = readFileSync(cert);
    rmSync(folder, { recursive: true });
    const data = Buffer.concat([Buffer.from('tls-server-end-point:'), createHash(hashed).update(der).digest()]);
    const length = Buffer.from([data.length, 0, 0, 0]);
    const expected = createHash('md5')
      .update(Buffer.concat([Buffer.alloc(16), length, data]))
      .digest('hex');
    expect(channelBindingHash(der)?.toString('hex')).toBe(expected);
  });

  property.prop([fc.uint8Array({ maxLength: 60 })])('of something that is no certificate is none', (bytes) => {
    expect(() => channelBindingHash(bytes)).not.toThrow();
  });
});
