/** Questions before and after a change, asked on a real terminal. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { NOT_BUILT, runCli, type SmallServer, startSite } from './run-cli.ts';
import { NO_TERMINAL, runOnTerminal, type Typed } from './run-on-terminal.ts';

const isMissing = NOT_BUILT ?? NO_TERMINAL;
/** Requests to this computer would go directly otherwise; nobody listens at that port. */
const BROKEN = '[Proxy Settings]\nProxyType=1\nhttpProxy=http://127.0.0.1 9\nNoProxyFor=<-loopback>\n';
const DIRECT = '[Proxy Settings]\nProxyType=0\n';
const ASK = 'Make this change? (y/n)';
const ASK_BACK = 'Take the change back? (y/n)';
const ASK_INSIST = 'Put back the earlier values all the same? (y/n)';

describe.skipIf(isMissing !== null)(
  `a person at a terminal${isMissing === null ? '' : ` (skipped: ${isMissing})`}`,
  () => {
    let site: SmallServer;
    let home = '';
    beforeAll(async () => {
      site = await startSite();
    });
    afterAll(async () => {
      await site[Symbol.asyncDispose]();
    });
    beforeEach(async () => {
      home = await mkdtemp(path.join(tmpdir(), 'throughway-prompt-'));
      await mkdir(path.join(home, '.config'));
    });
    afterEach(async () => {
      await rm(home, { recursive: true, force: true });
    });

    const file = (): string => path.join(home, '.config/kioslaverc');
    const now = (): Promise<string> => readFile(file(), 'utf8');
    const env = (): Record<string, string> => ({
      HOME: home,
      XDG_CURRENT_DESKTOP: 'KDE',
      THROUGHWAY_DATA_DIR: path.join(home, 'data'),
      THROUGHWAY_CONTROL_URLS: `${site.url}generate_204`,
    });
    const sit = (args: readonly string[], ...typed: readonly Typed[]) => runOnTerminal({ args, env: env(), typed });
    const goDirect = (): readonly string[] => ['settings', 'set', '--source', 'kde', '--direct', '--verify', site.url];
    const goThrough = (): readonly string[] => [
      ...['settings', 'set', '--source', 'kde', '--proxy', 'http://127.0.0.1:9', '--bypass', '<-loopback>'],
      ...['--verify', site.url],
    ];

    it('is shown the change, says yes, and hears that the address answers now', async () => {
      await writeFile(file(), BROKEN);
      const { status, screen } = await sit(goDirect(), { after: ASK, keys: 'y\r' });
      expect(screen).toContain('- ProxyType=1');
      expect(screen).toContain(`Checked: ${site.url} answers with the new settings.`);
      expect(status).toBe(0);
      expect(await now()).toContain('ProxyType=0');
    });

    it('says no, nothing, or leaves with Ctrl+C or Ctrl+D: then nothing is changed', async () => {
      await writeFile(file(), BROKEN);
      const ends = await Promise.all(
        ['n\r', '\r', '\u0004', '\u0003'].map((keys) => sit(goDirect(), { after: ASK, keys })),
      );
      expect(ends.map(({ status }) => status)).toEqual([1, 1, 1, 130]);
      expect(await now()).toBe(BROKEN);
      expect(ends.every(({ screen }) => screen.includes('Nothing was changed.'))).toBe(true);
    });

    it('is asked whether a change that broke the way is to be taken back', async () => {
      await writeFile(file(), DIRECT);
      const back = await sit(goThrough(), { after: ASK, keys: 'y\r' }, { after: ASK_BACK, keys: 'y\r' });
      expect(back.screen).toContain('does not answer any more');
      expect(back.screen).toContain('Taken back');
      expect([back.status, await now()]).toEqual([1, DIRECT]);
      const left = await sit(goThrough(), { after: ASK, keys: 'y\r' }, { after: ASK_BACK, keys: 'n\r' });
      expect(left.screen).toContain('The change stands.');
      expect([left.status, await now()]).toEqual([1, expect.stringContaining('ProxyType=1')]);
    });

    it('who agreed before is told how it went, and by the exit status', async () => {
      await writeFile(file(), DIRECT);
      const worse = await runCli({ args: [...goThrough(), '--yes', '--json'], env: env() });
      expect({ status: worse.status, document: JSON.parse(worse.stdout) }).toMatchObject({
        status: 1,
        document: { changed: true, verified: { url: site.url, outcome: 'worse', code: expect.stringMatching(/\./u) } },
      });
      const same = ['settings', 'set', '--source', 'kde', '--proxy', 'http://127.0.0.1:7', '--bypass', '<-loopback>'];
      const noBetter = await runCli({ args: [...same, '--verify', site.url, '--yes', '--json'], env: env() });
      expect({ status: noBetter.status, document: JSON.parse(noBetter.stdout) }).toMatchObject({
        status: 0,
        document: { changed: true, verified: { outcome: 'no-better' } },
      });
    });

    it('decides whether somebody else’s change is overwritten by an undo', async () => {
      await writeFile(file(), BROKEN);
      await sit([...goDirect(), '--no-verify'], { after: ASK, keys: 'y\r' });
      const foreign = '[Proxy Settings]\nProxyType=3\n';
      await writeFile(file(), foreign);
      const no = await sit(['undo', 'last'], { after: ASK_INSIST, keys: 'n\r' });
      expect(no.screen).toContain('ProxyType=3');
      expect([no.status, await now()]).toEqual([1, foreign]);
      const gone = await sit(['undo', 'last'], { after: ASK_INSIST, keys: '\u0003' });
      expect([gone.status, await now()]).toEqual([130, foreign]);
      const yes = await sit(['undo', 'last'], { after: ASK_INSIST, keys: 'y\r' });
      expect([yes.status, await now()]).toEqual([0, BROKEN]);
    });
  },
);
