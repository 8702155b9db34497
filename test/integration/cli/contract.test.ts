import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';
import { CLI, NOT_BUILT, runCli, startSilence, startSite, type SmallServer } from './run-cli.ts';

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync('resources/schema/diagnosis-1.json', 'utf8')));

/** Runs a command on a terminal of its own, presses Ctrl+C once it asks, and prints its exit status. */
const PRESS_CTRL_C = `
import os, pty, sys, time
pid, fd = pty.fork()
if pid == 0:
    os.execvpe(sys.argv[1], sys.argv[1:], {'PATH': os.environ['PATH'], 'HOME': '/nonexistent', 'LANG': 'C'})
seen, pressed = b'', False
while True:
    try:
        part = os.read(fd, 4096)
    except OSError:
        break
    if not part:
        break
    seen += part
    if not pressed and b'not shown' in seen:
        time.sleep(0.5)
        os.write(fd, b'\\x03')
        pressed = True
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

function keep(server: SmallServer): SmallServer {
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** A peer that answers every connection with the same bytes, whatever it was asked. */
async function startPeer(reply: string | Buffer): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(reply));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${String(address.port)}/`;
}

function documentsIn(stdout: string): readonly { target: string; durationMs: number; verdict: { code: string } }[] {
  const documents = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  for (const document of documents) expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  return documents;
}

describe.skipIf(NOT_BUILT !== null)(`the command line${NOT_BUILT === null ? '' : ` (${NOT_BUILT})`}`, () => {
  it('prints every document that was begun when several are interrupted', async () => {
    const servers = [keep(await startSilence()), keep(await startSilence()), keep(await startSilence())];
    const urls = servers.map((server) => server.url);
    const { status, stdout } = await runCli({
      args: ['diagnose', '--json', ...urls],
      env: { THROUGHWAY_CONTROL_URLS: urls.join(',') },
      interruptAfterMs: 3_000,
    });
    const told = documentsIn(stdout).map((one) => [one.target, one.verdict.code]);
    expect([status, told]).toEqual([130, urls.map((url) => [url, 'undetermined'])]);
  });

  it('runs nothing where one of several URLs is bad', async () => {
    const site = keep(await startSite());
    const { status, stdout } = await runCli({ args: ['diagnose', '--json', site.url, 'http://'] });
    expect([status, stdout, site.seen]).toEqual([2, '', []]);
  });

  it('ends quietly when the reader of its output has gone', async () => {
    const child = spawn(process.execPath, [CLI, 'explain', '--list'], {
      env: { PATH: process.env['PATH'] ?? '', LANG: 'C' },
    });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdout.destroy();
    await once(child, 'close');
    expect([child.exitCode, child.signalCode, Buffer.concat(errors).toString()]).toEqual([0, null, '']);
  });

  it('is out within half a second of its limit where nothing can be reached', async () => {
    const silence = keep(await startSilence());
    const { status, stdout } = await runCli({
      args: ['diagnose', '--json', '--timeout', '3', '--proxy', silence.url, 'https://a.invalid/'],
      env: { THROUGHWAY_CONTROL_URLS: 'http://b.invalid/generate_204' },
    });
    const [document] = documentsIn(stdout);
    expect(status).toBe(1);
    expect(document?.durationMs).toBeLessThanOrEqual(3_500);
  });

  it.each([
    ['bytes of no protocol', Buffer.from([0, 255, 254, 1, 13, 10])],
    ['a status line of nonsense', 'HTTP/1.1 999999 \u0007\u001b[31m\r\n\r\n'],
    ['a header that never ends', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(300_000)}`],
    [
      'thousands of challenges',
      `HTTP/1.1 407 no\r\n${'Proxy-Authenticate: Basic realm="\u001b]0;x"\r\n'.repeat(3000)}\r\n`,
    ],
    ['a length that lies', 'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n'],
    ['a redirect to nowhere', 'HTTP/1.1 302 Found\r\nLocation: http://[::\r\nContent-Length: 0\r\n\r\n'],
  ])('gives a valid document where site and proxy answer with %s', async (_what, reply) => {
    const peer = await startPeer(reply);
    const env = { THROUGHWAY_CONTROL_URLS: peer };
    for (const args of [[peer], ['--proxy', peer, 'http://a.invalid/']]) {
      const { status, stdout, stderr } = await runCli({ args: ['diagnose', '--json', '--timeout', '3', ...args], env });
      expect([status === 0 || status === 1, stderr, documentsIn(stdout).length]).toEqual([true, '', 1]);
    }
  });

  it('ends with a sentence where what it should remember can be kept nowhere', async () => {
    const { status, stdout, stderr } = await runCli({
      args: ['credentials', 'set', '--untested', '--proxy', '127.0.0.1:9', '--user', 'me', '--password-stdin'],
      stdin: 'password',
      env: { THROUGHWAY_DATA_DIR: '/proc/nonexistent/folder' },
    });
    expect([status, stdout, stderr.split('\n').length]).toEqual([4, '', 2]);
    expect(stderr).toContain('THROUGHWAY_DATA_DIR');
  });

  it('shows the settings of the environment side by side', async () => {
    const { status, stdout } = await runCli({
      args: ['settings', '--source', 'env'],
      env: { http_proxy: 'http://user:hidden@proxy.test:3128' },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('http://proxy.test:3128');
    expect(stdout).not.toContain('hidden');
  });

  it('explains every cause and status in both languages', async () => {
    const lists = await Promise.all(
      ['en', 'ja'].map((lang) => runCli({ args: ['explain', '--list', '--json', '--lang', lang] })),
    );
    const [english, japanese] = lists.map(({ stdout }) =>
      stdout
        .trim()
        .split('\n')
        .map((line): { id: string; title: string } => JSON.parse(line)),
    );
    expect(english?.map((one) => one.id)).toEqual(expect.arrayContaining([...CAUSE_CODES, '403', '407', '502', '504']));
    expect(japanese?.map((one) => one.id)).toEqual(english?.map((one) => one.id));
    expect(
      japanese?.filter((one) => !/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(one.title)),
    ).toEqual([]);
  });

  it('tells its version', async () => {
    const { version }: { version: string } = JSON.parse(readFileSync(path.resolve('package.json'), 'utf8'));
    expect(await runCli({ args: ['--version'] })).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.skipIf(process.platform === 'win32')('is a program that the system can start by itself, as npx does', async () => {
    const child = spawn(CLI, ['--version'], { env: { PATH: process.env['PATH'] ?? '', LANG: 'C' }, stdio: 'ignore' });
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
  });

  it('ends with 130 when the person presses Ctrl+C at the hidden question for a password', (context) => {
    const python = spawnSync('python3', ['-c', 'import pty']);
    if (python.status !== 0) context.skip('Python, which opens a terminal here, is not installed.');
    const args = [
      process.execPath,
      CLI,
      'diagnose',
      '--user',
      'me',
      '--proxy',
      'http://127.0.0.1:9',
      'http://a.invalid/',
    ];
    const { stdout } = spawnSync('python3', ['-c', PRESS_CTRL_C, ...args], { encoding: 'utf8', timeout: 20_000 });
    expect(stdout.trim()).toBe('130');
  });
});
