import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOT_BUILT, runCli } from '../cli/run-cli.ts';
import { listen, type Listening } from '../probe/loopback.ts';

/** Each stands in a place of its own; none has a shape that redaction by looks alone would know. */
const SECRETS = {
  userinfo: 'zebra-kanarie',
  query: 'omelett-kanarie',
  fragment: 'fjord-kanarie',
  proxy: 'p@lme/kanarie',
  pac: 'quasar-kanarie',
  header: 'lotus-kanarie',
  cookie: 'velvet-kanarie',
  page: 'x7Kq9mZ2pL4vB8nT1c',
  location: 'timber-kanarie',
} as const;

/** A secret in every writing in which it may come. */
function writings(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [
    secret,
    encodeURIComponent(secret),
    [...Buffer.from(secret)].map((byte) => `%${byte.toString(16)}`).join(''),
    base64,
    Buffer.from(secret, 'utf16le').toString('latin1'),
    Buffer.from(secret, 'utf16le').toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ];
}

const FORMATS = ['md', 'html', 'json', 'zip'] as const;

describe.skipIf(NOT_BUILT !== null)(`a report holds no secret of the run ${NOT_BUILT ?? ''}`, () => {
  let folder = '';
  let proxy: Listening;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'throughway-report-'));
    proxy = await listen(
      createServer((_, response) => {
        response.writeHead(403, {
          'content-type': 'text/html',
          via: '1.1 office',
          'x-debug': SECRETS.header,
          'set-cookie': `sid=${SECRETS.cookie}; Path=/`,
          location: `http://login.example/?ticket=${SECRETS.location}`,
        });
        response.end(`<html><title>Blocked</title><!-- ${SECRETS.header} --><a href="/?t=${SECRETS.page}">again</a>
          <input type="hidden" name="csrf" value="${SECRETS.page}"><p>This site is blocked. Reference ${SECRETS.page}</p></html>`);
      }),
    );
  });
  afterAll(async () => {
    await proxy.close();
    await rm(folder, { recursive: true, force: true });
  });

  const environment = (): Readonly<Record<string, string>> => ({
    HOME: folder,
    THROUGHWAY_DATA_DIR: folder,
    http_proxy: `http://bob:${encodeURIComponent(SECRETS.proxy)}@127.0.0.1:${String(proxy.port)}`,
    https_proxy: `http://bob:${encodeURIComponent(SECRETS.proxy)}@127.0.0.1:${String(proxy.port)}`,
    THROUGHWAY_CONTROL_URLS: 'http://control.example/generate_204',
  });
  const url = `http://anna:${SECRETS.userinfo}@site.example/?q=${SECRETS.query}#${SECRETS.fragment}`;

  /** Returns all texts that a report consists of. */
  async function textsOf(format: (typeof FORMATS)[number], args: readonly string[]): Promise<readonly string[]> {
    const file = path.join(folder, `report.${format}`);
    const outcome = await runCli({ args: ['report', ...args, '--format', format, '--out', file], env: environment() });
    expect(outcome.status, outcome.stderr).toBe(0);
    const bytes = await readFile(file);
    const texts =
      format === 'zip' ? Object.values(unzipSync(bytes)).map((part) => strFromU8(part)) : [bytes.toString('utf8')];
    return [...texts, bytes.toString('latin1'), outcome.stdout, outcome.stderr];
  }

  test.each(FORMATS)('as %s', async (format) => {
    const texts = (await textsOf(format, [url])).join('\n');
    expect(texts).toContain(format === 'zip' ? 'report.md' : 'site.example');
    const found = Object.entries(SECRETS).flatMap(([place, secret]) =>
      writings(secret).flatMap((writing) => (texts.includes(writing) ? [`${place}: ${writing}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test('also where a saved run from elsewhere holds secrets that nobody redacted', async () => {
    const saved = path.join(folder, 'run.json');
    const { stdout } = await runCli({ args: ['diagnose', 'http://site.example/', '--json'], env: environment() });
    const careless = stdout
      .replaceAll('http://site.example/', `http://anna:${SECRETS.userinfo}@site.example/?q=${SECRETS.query}`)
      .replaceAll('"environment"', `"environment http://pac.example/proxy.pac?key=${SECRETS.pac}"`)
      .replaceAll('(...)', SECRETS.header);
    await writeFile(saved, careless);
    for (const format of FORMATS) {
      const texts = (await textsOf(format, ['--from', saved])).join('\n');
      const found = Object.entries(SECRETS).filter(([, secret]) => writings(secret).some((one) => texts.includes(one)));
      expect(found, format).toEqual([]);
    }
  });

  test('and says what was taken out before anything is passed on', async () => {
    const outcome = await runCli({
      args: ['report', url, '--preview', '--out', path.join(folder, 'none.md')],
      env: environment(),
    });
    expect(outcome.stdout).toMatch(/What was taken out:\n {2}\d sign-ins? in/);
    expect(outcome.stdout).toContain('sign-in in a web address');
    expect(outcome.stdout).toContain('hidden part of a page');
    await expect(readFile(path.join(folder, 'none.md'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('and refuses what makes no sense', async () => {
    const wrong = async (...args: readonly string[]): Promise<number | null> =>
      (await runCli({ args: ['report', ...args], env: environment() })).status;
    expect(await wrong('--format', 'pdf')).toBe(2);
    expect(await wrong('--helped', 'maybe')).toBe(2);
    expect(await wrong('--from', path.join(folder, 'missing.json'))).toBe(2);
    expect(await wrong('not a url')).toBe(2);
  });
});
