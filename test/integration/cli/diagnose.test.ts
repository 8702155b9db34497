import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NOT_BUILT, runCli, startBasicProxy, startSilence, startSite, type SmallServer } from './run-cli.ts';

const CANARY = 'Canary-p@ss wörd/1+';

function keep(server: SmallServer): SmallServer {
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync('resources/schema/diagnosis-1.json', 'utf8')));

/** Every line is a document that the published schema accepts; returns what tests look at. */
function documentsIn(stdout: string): readonly { readonly target: string; readonly code: string }[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const document = JSON.parse(line);
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
      return { target: document.target, code: document.verdict.code };
    });
}

function expectNoCanary(text: string): void {
  const forms = [
    CANARY,
    encodeURIComponent(CANARY),
    Buffer.from(CANARY).toString('base64').replace(/=+$/, ''),
    Buffer.from(`user:${CANARY}`).toString('base64').replace(/=+$/, ''),
    Buffer.from(CANARY, 'utf16le').toString('latin1'),
    Buffer.from(CANARY).toString('hex'),
  ];
  expect(forms.filter((form) => text.includes(form))).toEqual([]);
}

describe.skipIf(NOT_BUILT !== null)(`throughway diagnose${NOT_BUILT === null ? '' : ` (${NOT_BUILT})`}`, () => {
  it('finds a site that answers directly', async () => {
    const site = keep(await startSite());
    const env = { THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` };
    const { status, stdout, stderr } = await runCli({ args: ['diagnose', '--json', site.url], env });
    expect({ status, stderr, documents: documentsIn(stdout) }).toEqual({
      status: 0,
      stderr: '',
      documents: [{ target: site.url, code: 'ok' }],
    });
  });

  it('signs in to a proxy with the password of standard input and shows it nowhere', async () => {
    const site = keep(await startSite());
    const proxy = keep(await startBasicProxy('user', CANARY));
    const { status, stdout, stderr } = await runCli({
      args: ['diagnose', '--json', '--proxy', proxy.url, '--user', 'user', '--password-stdin', site.url],
      stdin: `${CANARY}\n`,
      env: { THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` },
    });
    expect({ status, documents: documentsIn(stdout) }).toEqual({
      status: 0,
      documents: [{ target: site.url, code: 'ok' }],
    });
    expectNoCanary(stdout + stderr);
  });

  it('sends a wrong password once, and shows it nowhere even where the proxy repeats it', async () => {
    const site = keep(await startSite());
    const proxy = keep(await startBasicProxy('user', 'another'));
    const { status, stdout, stderr } = await runCli({
      args: ['diagnose', '--json', '--verbose', '--proxy', proxy.url, '--user', 'user', '--password-stdin', site.url],
      stdin: CANARY,
      env: { THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` },
    });
    expect({ status, documents: documentsIn(stdout) }).toEqual({
      status: 1,
      documents: [{ target: site.url, code: 'proxy.credentials-rejected' }],
    });
    expect(proxy.seen.filter((line) => line.endsWith('with credentials'))).toHaveLength(1);
    expect(site.seen).toEqual([]);
    expectNoCanary(stdout + stderr);
  });

  it('gives documents in the order of the arguments', async () => {
    const [silence, site] = [keep(await startSilence()), keep(await startSite())];
    const env = { THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` };
    const { status, stdout } = await runCli({
      args: ['diagnose', '--json', '--timeout', '3', silence.url, site.url],
      env,
    });
    const documents = documentsIn(stdout);
    expect([status, documents.map((one) => one.target), documents[1]?.code]).toEqual([
      1,
      [silence.url, site.url],
      'ok',
    ]);
  });

  it('is out at most half a second after its time limit', async () => {
    const silence = keep(await startSilence());
    const begun = performance.now();
    const { stdout } = await runCli({
      args: ['diagnose', '--json', '--timeout', '1', silence.url],
      env: { THROUGHWAY_CONTROL_URLS: silence.url },
    });
    const document = JSON.parse(stdout);
    expect(documentsIn(stdout)).toHaveLength(1);
    expect(document.durationMs).toBeLessThan(1_500);
    expect(performance.now() - begun).toBeLessThan(6_000);
  });

  it('ends with a document when it is interrupted', async () => {
    const silence = keep(await startSilence());
    const { status, stdout } = await runCli({
      args: ['diagnose', '--json', silence.url],
      env: { THROUGHWAY_CONTROL_URLS: silence.url },
      interruptAfterMs: 2_500,
    });
    expect({ status, documents: documentsIn(stdout) }).toEqual({
      status: 130,
      documents: [{ target: silence.url, code: 'undetermined' }],
    });
  });

  it('judges a saved run again and finds the same', async () => {
    const site = keep(await startSite());
    const env = { THROUGHWAY_CONTROL_URLS: `${site.url}generate_204` };
    const live = await runCli({ args: ['diagnose', '--json', '--proxy', 'http://127.0.0.1:9', site.url], env });
    const again = await runCli({ args: ['judge', '--json', '-'], stdin: live.stdout });
    const [before, after] = [JSON.parse(live.stdout), JSON.parse(again.stdout)];
    expect([again.status, after.verdict]).toEqual([1, before.verdict]);
  });
});

describe.skipIf(NOT_BUILT !== null)('wrong usage', () => {
  it.each([
    [['diagnose', '--nonsense']],
    [['diagnose', 'not a url']],
    [['diagnose', '--json', 'http://127.0.0.1:1/', 'ftp://a.example/']],
    [['diagnose', '--timeout', '0', 'http://a.example/']],
    [['diagnose', '--timeout', '121', 'http://a.example/']],
    [['diagnose', '--proxy', 'http://a:1', '--direct', 'http://a.example/']],
    [['diagnose', '--source', 'moon', 'http://a.example/']],
    [['diagnose', '--password-stdin', 'http://a.example/']],
    [['diagnose', '--user', 'me', 'http://a.example/']],
    [['diagnose', '--ca', '/nonexistent', 'http://a.example/']],
    [['diagnose', '--lang', 'fr', 'http://a.example/']],
    [['nonsense']],
    [['explain', '299']],
    [['explain']],
    [['judge', '/nonexistent']],
  ])('of %j is one sentence on standard error and status 2', async (args) => {
    const { status, stdout, stderr } = await runCli({ args });
    expect([status, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
  });

  it('is told in Japanese where the locale is Japanese', async () => {
    const { stderr } = await runCli({ args: ['diagnose', '--nonsense'], env: { LANG: 'ja_JP.UTF-8' } });
    expect(stderr).toMatch(/\p{Script=Hiragana}/u);
  });
});
