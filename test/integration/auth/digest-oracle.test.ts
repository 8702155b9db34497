/** Digest answers beside curl's: the same challenge, the same client nonce, the same response. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { readDigestChallenge } from '../../../src/auth/digest.ts';
import { digestResponse } from '../../../src/auth/digest-response.ts';
import { parseChallenges } from '../../../src/auth/challenge.ts';
import { programAt } from '../../lab/auth/launch.ts';

const CURL = programAt('/usr/bin/curl', '/usr/local/bin/curl');
const curlIsMissing = CURL === null ? 'curl is not installed.' : null;

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

/** A proxy that challenges with a fixed nonce and keeps what it is answered. */
async function startChallenger(challenge: string): Promise<{ readonly port: number; readonly answers: string[] }> {
  const answers: string[] = [];
  const server = createServer((request, response) => {
    const given = request.headers['proxy-authorization'];
    if (given !== undefined) answers.push(given);
    const isFinal = given?.includes('response=') === true;
    response.writeHead(isFinal ? 204 : 407, isFinal ? {} : { 'proxy-authenticate': challenge }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, answers };
}

function curl(port: number, account: string): Promise<void> {
  const args = [
    '-s',
    '-o',
    '/dev/null',
    '--max-time',
    '10',
    '--proxy-digest',
    '-x',
    `http://127.0.0.1:${String(port)}`,
  ];
  return new Promise((resolve) => {
    execFile(CURL ?? '', [...args, '--proxy-user', account, 'http://site.test/page?a=b'], () => {
      resolve();
    });
  });
}

/** Parameters of an answer, which has the form of a challenge. */
function paramsOf(answer: string | undefined): Readonly<Record<string, string>> {
  return parseChallenges([answer ?? '']).challenges[0]?.params ?? {};
}

const NONCE = 'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
const PASSWORD = 'p:a@s%s wörd';
const CHALLENGES = {
  'without qop (RFC 2069)': `Digest realm="Lab", ${NONCE}`,
  'MD5 and auth': `Digest realm="Lab", ${NONCE}, qop="auth", algorithm=MD5`,
  'MD5-sess': `Digest realm="Lab", ${NONCE}, qop="auth", algorithm=MD5-sess, opaque="5ccc069c"`,
  'SHA-256': `Digest realm="Lab", ${NONCE}, qop="auth", algorithm=SHA-256`,
  'SHA-256-sess': `Digest realm="Lab", ${NONCE}, qop="auth", algorithm=SHA-256-SESS`,
  'auth and auth-int': `Digest realm="Lab", ${NONCE}, qop="auth-int, auth", algorithm=MD5`,
  'a realm with quotes': `Digest realm="L\\"a\\"b", ${NONCE}, qop="auth", algorithm=MD5`,
} as const;

describe.skipIf(curlIsMissing !== null)(`Digest beside curl ${curlIsMissing ?? ''}`, () => {
  test.each(Object.entries(CHALLENGES))('the response to a challenge with %s is the same', async (_, challenge) => {
    const { port, answers } = await startChallenger(challenge);
    await curl(port, `bob:${PASSWORD}`);
    const theirs = paramsOf(answers.at(-1));
    expect(theirs['response']).toMatch(/^[0-9a-f]{32,64}$/);

    const [fact] = parseChallenges([challenge]).challenges;
    const read = fact === undefined ? null : readDigestChallenge(fact);
    if (read === null) throw new Error('the challenge was not read');
    expect(theirs['nonce']).toBe(read.nonce);
    expect(theirs['qop'] ?? null).toBe(read.qop);
    const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
    const ours = digestResponse({
      ...read,
      user: bytes('bob'),
      realm: bytes(read.realm),
      password: bytes(PASSWORD),
      cnonce: theirs['cnonce'] ?? '',
      nonceCount: theirs['nc'] ?? '',
      method: 'GET',
      uri: theirs['uri'] ?? '',
      body: new Uint8Array(),
    });
    expect(ours).toBe(theirs['response']);
  });
});
