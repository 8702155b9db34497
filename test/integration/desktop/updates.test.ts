/** The real updater of the packages against a real server: what it takes, what it refuses, and when nobody is asked. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, globalAgent, type Server } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppImageUpdater } from 'electron-updater';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MachinePreset } from '../../../main/host/machine-preset.ts';
import { lookForUpdate } from '../../../main/desktop/updates.ts';
import { createAuthority } from '../probe/certificates.ts';

const loaded = vi.hoisted((): { updater: unknown } => ({ updater: null }));
// Electron brings the version, the folders and its own network: here Node's stands for it, and all else is the real updater.
vi.mock(import('../../../main/desktop/load-updater.ts'), () => Object({ loadUpdater: () => loaded.updater }));

const require = createRequire(import.meta.url);
const builder = createRequire(require.resolve('electron-builder/package.json'));
const { NodeHttpExecutor } = builder('builder-util/out/nodeHttpExecutor');
const { ElectronHttpExecutor } = require('electron-updater/out/electronHttpExecutor');

const NEW_PACKAGE = randomBytes(200_000);
const sha512 = createHash('sha512').update(NEW_PACKAGE).digest('base64');

describe('an update', () => {
  const authority = createAuthority();
  let server: Server;
  let feed: string | null = null;
  let folder = '';
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer(authority.issue('IP:127.0.0.1'), (request, response) => {
      const [name = ''] = (request.url ?? '').split('?');
      asked.push(name);
      if (name === '/it/latest-linux.yml' && feed !== null) response.end(feed);
      else if (name === '/it/Throughway.AppImage') response.end(NEW_PACKAGE);
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    globalAgent.options.ca = authority.pem;
  });
  afterAll(async () => {
    delete globalAgent.options.ca;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    authority.remove();
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'throughway-update-'));
    await writeFile(path.join(folder, 'old.AppImage'), 'the old one');
    // The publisher that the package itself names; the server is always the one of the policy.
    await writeFile(
      path.join(folder, 'app-update.yml'),
      'provider: generic\nurl: https://updates.invalid/\nupdaterCacheDirName: throughway\n',
    );
    process.env['APPIMAGE'] = path.join(folder, 'old.AppImage');
    asked.length = 0;
    feed = null;
    loaded.updater = updaterIn(folder);
  });
  afterEach(async () => {
    delete process.env['APPIMAGE'];
    await rm(folder, { recursive: true, force: true });
  });

  const port = (): number => {
    const address: AddressInfo = Object(server.address());
    return address.port;
  };
  const feedOf = (version: string, digest: string): string =>
    `version: ${version}\nfiles:\n  - url: Throughway.AppImage\n    sha512: ${digest}\n    size: ${String(NEW_PACKAGE.length)}\npath: Throughway.AppImage\nsha512: ${digest}\nreleaseDate: '2026-11-22T00:00:00.000Z'\n`;
  /** Looks once, and returns the versions that are ready to be installed. */
  const look = async (updates: object, at = port()): Promise<readonly string[]> => {
    const ready: string[] = [];
    const preset: MachinePreset = {
      controlUrls: null,
      targets: [],
      preset: { updates: { server: `https://127.0.0.1:${String(at)}/it`, ...updates } },
      origins: { updates: { kind: 'machine-file', from: '', locked: true } },
    };
    await lookForUpdate({ machinePreset: () => Promise.resolve(preset) }, (version) => ready.push(version)).catch(
      () => undefined,
    );
    return ready;
  };
  const downloaded = async (): Promise<readonly string[]> =>
    existsSync(path.join(folder, 'throughway/pending'))
      ? (await readdir(path.join(folder, 'throughway/pending'))).filter((name) => name.endsWith('.AppImage'))
      : [];

  test('that is newer is downloaded from the server of the policy, and ready for the end of the program', async () => {
    feed = feedOf('9.9.9', sha512);
    expect(await look({})).toEqual(['9.9.9']);
    expect(asked).toContain('/it/Throughway.AppImage');
    const [name = ''] = await downloaded();
    expect(await readFile(path.join(folder, 'throughway/pending', name))).toEqual(NEW_PACKAGE);
    expect(await readFile(path.join(folder, 'old.AppImage'), 'utf8')).toBe('the old one');
  });

  test('that is no newer is left where it is', async () => {
    feed = feedOf('0.0.1', sha512);
    expect(await look({})).toEqual([]);
    expect(asked).toEqual(['/it/latest-linux.yml']);
  });

  test('whose bytes are not those of the feed is thrown away', async () => {
    feed = feedOf('9.9.9', createHash('sha512').update('another').digest('base64'));
    expect(await look({})).toEqual([]);
    expect(asked).toContain('/it/Throughway.AppImage');
    expect(await downloaded()).toEqual([]);
  });

  test('from a feed that makes no sense, from no feed, and from a server that is down is none, and no fault of the program', async () => {
    feed = '<html>404</html>';
    expect(await look({})).toEqual([]);
    feed = null;
    expect(await look({})).toEqual([]);
    expect(await look({}, 9)).toEqual([]);
    expect(await downloaded()).toEqual([]);
  });

  test('is not even asked for where the organisation switched updates off', async () => {
    feed = feedOf('9.9.9', sha512);
    expect(await look({ on: false })).toEqual([]);
    expect(asked).toEqual([]);
  });
});

function updaterIn(folder: string): AppImageUpdater {
  const updater = new AppImageUpdater(null, {
    version: '0.1.0',
    name: 'throughway',
    isPackaged: true,
    appUpdateConfigPath: path.join(folder, 'app-update.yml'),
    userDataPath: folder,
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: () => undefined,
  });
  const executor = new NodeHttpExecutor();
  executor.download = ElectronHttpExecutor.prototype.download;
  Reflect.set(updater, 'httpExecutor', executor);
  return updater;
}
