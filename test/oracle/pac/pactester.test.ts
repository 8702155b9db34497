import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { pacQuery } from '../../../src/pac/query-url.ts';
import { calm, engineWith } from '../../unit/pac/pac-tools.ts';
import { coverable, coverage, generateScript } from './generate-scripts.ts';

const PACTESTER = '/usr/bin/pactester';
const run = promisify(execFile);

const URLS = [
  'http://www/',
  'http://www.example.test/',
  'http://example.test/b/c',
  'https://intra.example.test/b/secret?q=1',
  'http://a.b.example.test:8080/x',
  'http://www.other.test/',
  'http://localhost/',
  'http://127.0.0.1/b/',
  'http://10.1.2.3/',
  'https://192.0.2.80/',
] as const;

const ANSWERS = [
  'DIRECT',
  'PROXY a.test:3128',
  'PROXY a.test:3128; DIRECT',
  'SOCKS5 s.test:1080; PROXY b.test:80',
  'HTTPS c.test:443',
] as const;
const SCRIPTS = Array.from({ length: 320 }, (_, seed) => generateScript(seed, ANSWERS, 'es5'));

/**
 * Where the two differ by design, the generator keeps away or the same is given to both:
 * libpacparser hands over the path of https URLs (Chromium doesn't, so it gets the shortened URL);
 * it carries an older library whose `weekdayRange`, `dateRange` and `timeRange` never wrap (Chromium's do, and the
 * comparison with Chromium covers that); it takes a broken mask or address in `isInNet` as zeros, and an IPv6 address for a plain host name; it has no `alert`.
 */
describe.skipIf(!existsSync(PACTESTER))(
  'the same scripts in pactester (skipped where libpacparser1 is not installed)',
  () => {
    const engine = engineWith(
      { localhost: ['127.0.0.1'] },
      { clock: systemClock, myAddresses: () => Promise.resolve(['192.0.2.7']) },
    );
    let folder = '';
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pactester-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    async function theirs(text: string): Promise<readonly string[]> {
      const pac = join(folder, 'p.pac');
      const urls = join(folder, 'urls');
      await writeFile(pac, text);
      await writeFile(urls, URLS.map((url) => `${pacQuery(url)?.url ?? ''}\n`).join(''));
      const { stdout } = await run(PACTESTER, ['-p', pac, '-f', urls, '-c', '192.0.2.7'], { timeout: 20_000 });
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.slice(line.indexOf(' : ') + 3));
    }

    async function ours(text: string): Promise<readonly string[]> {
      const script = await engine.load(text, { signal: calm });
      if (!script.ok) return URLS.map(() => script.problem.kind);
      const answers: string[] = [];
      for (const url of URLS) {
        const result = await script.value.evaluate(url, { signal: calm });
        answers.push(result.ok ? result.value.answer : result.problem.kind);
      }
      await script.value.dispose();
      return answers;
    }

    /** Differences as text; `plant` is put in front of the script on our side only. */
    async function differences(scripts: typeof SCRIPTS, plant = ''): Promise<readonly string[]> {
      const found: string[] = [];
      for (const { text } of scripts) {
        const [a, b] = await Promise.all([ours(plant + text), theirs(text)]);
        for (const [index, url] of URLS.entries()) {
          if (a[index] !== b[index])
            found.push(`${url}: ours ${String(a[index])}, pactester ${String(b[index])}\n${text}`);
        }
      }
      return found;
    }

    it('covers every function and form', () => {
      const counts = coverage(SCRIPTS);
      console.log([...counts].map(([name, count]) => `${name} ${String(count)}`).join(', '));
      expect(coverable('es5').filter((name) => !counts.has(name))).toEqual([]);
    });

    it('gives the same answer for 320 scripts and 10 URLs', { timeout: 240_000 }, async () => {
      expect(await differences(SCRIPTS)).toEqual([]);
    });

    it.each([
      [
        'shExpMatch',
        'var real = shExpMatch; shExpMatch = function (s, p) { return real(s, p.replace(/\\?/g, "*")) && s.length < 17 };',
      ],
      ['dnsDomainIs', 'dnsDomainIs = function (h, d) { return h == d };'],
      ['isInNet', 'var net = isInNet; isInNet = function (a, p, m) { return net(a, p, "255.255.255.255") };'],
      ['weekdayRange', 'var week = weekdayRange; weekdayRange = function () { return !week.apply(null, arguments) };'],
    ])('differs when a bug is planted in %s', { timeout: 60_000 }, async (name, plant) => {
      const about = SCRIPTS.filter((script) => script.text.includes(name)).slice(0, 25);
      expect((await differences(about, `${plant}\n`)).length).toBeGreaterThan(0);
    });
  },
);
