import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../src/route/route.ts';
import { parseTarget } from '../../../src/route/parse-target.ts';
import { resolveRoute } from '../../../src/route/resolve-route.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';
import { createSystem } from '../../../src/system/create-system.ts';
import { parseGnomeSettings, redactGnomeListing } from '../../../src/system/linux/gnome-settings.ts';

const run = promisify(execFile);
const has = (program: string): boolean =>
  ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, program)));

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'throughway-desktop-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

const within = (): AbortSignal => AbortSignal.timeout(10_000);
const ownEnv = (): Readonly<Record<string, string>> => ({ HOME: home, PATH: '/usr/bin:/bin:/usr/sbin:/sbin' });

async function routeIn(env: Readonly<Record<string, string>>): Promise<Route> {
  const system = createSystem('linux', createSystemTools({ env }));
  const target = parseTarget('https://site.example/');
  if (!target.ok) throw new Error('not a target');
  return await resolveRoute({ target: target.value.target, snapshot: await system.readSettings({ signal: within() }) });
}

describe('real KDE settings', () => {
  it.skipIf(!has('kwriteconfig5'))(
    'written by kwriteconfig5 are read (skipped where it is not installed)',
    async () => {
      const env = { ...ownEnv(), XDG_CURRENT_DESKTOP: 'KDE' };
      const set = async (key: string, value: string): Promise<unknown> =>
        await run('kwriteconfig5', ['--file', 'kioslaverc', '--group', 'Proxy Settings', '--key', key, value], { env });
      await set('ProxyType', '1');
      await set('httpsProxy', 'http://proxy.example 8080');
      await set('NoProxyFor', 'corp.example');
      expect(await routeIn(env)).toMatchObject({
        source: 'kde',
        because: 'server-for-scheme',
        legs: [{ kind: 'http', host: 'proxy.example', port: 8080 }],
      });
    },
    30_000,
  );
});

describe('real GNOME settings', () => {
  const isHere = has('gsettings') && has('dbus-run-session');
  it.skipIf(!isHere)(
    'written by gsettings are read (skipped where it or D-Bus is not installed)',
    async () => {
      const env = {
        ...ownEnv(),
        XDG_RUNTIME_DIR: home,
        XDG_CONFIG_HOME: join(home, 'gnome'),
        GSETTINGS_BACKEND: 'dconf',
      };
      const script = [
        'gsettings set org.gnome.system.proxy mode manual',
        'gsettings set org.gnome.system.proxy.https host proxy.example',
        'gsettings set org.gnome.system.proxy.https port 3128',
        "gsettings set org.gnome.system.proxy ignore-hosts \"['it\\'s.example', '*.corp.example']\"",
        'gsettings set org.gnome.system.proxy.http authentication-password C4nary',
        'gsettings list-recursively org.gnome.system.proxy',
      ].join('\n');
      const { stdout } = await run('dbus-run-session', ['--', 'sh', '-c', script], { env });
      expect(parseGnomeSettings(stdout)).toMatchObject({
        state: 'read',
        value: { mode: 'manual', servers: { https: { server: { kind: 'http', host: 'proxy.example', port: 3128 } } } },
      });
      expect(redactGnomeListing(stdout)).not.toContain('C4nary');
    },
    30_000,
  );
});

describe.skipIf(process.platform !== 'linux')('this computer (skipped where it is not Linux)', () => {
  it('says its network, the way to itself, and its trust anchors', async () => {
    const system = createSystem('linux', createSystemTools({ env: ownEnv() }));
    const network = await system.network(within());
    expect(network.interfaces.find(({ kind }) => kind === 'loopback')?.addresses).toContain('127.0.0.1/8');
    expect(await system.routeTo('127.0.0.1', within())).toMatchObject({ state: 'read', value: { interface: 'lo' } });
    expect(Array.isArray(await system.trustAnchors())).toBe(true);
    for (const reading of [
      await system.vpnConnections(within()),
      await system.firewallRules({ address: '127.0.0.1', port: 3128 }, within()),
      await system.ping('127.0.0.1', within()),
    ]) {
      expect(['read', 'absent', 'unreadable']).toContain(reading.state);
    }
  }, 30_000);

  it('gives its children no secret', async () => {
    const tools = createSystemTools({ env: { ...ownEnv(), https_proxy: 'http://bob:C4nary@proxy.example:1' } });
    const outcome = await tools.run('env', [], { signal: within() });
    expect(outcome).toMatchObject({ state: 'done', exitCode: 0 });
    expect(JSON.stringify(outcome)).not.toContain('C4nary');
    expect(await tools.run('no-such-program-here', [], { signal: within() })).toEqual({ state: 'missing' });
  });

  it('stops a command that hangs', async () => {
    const tools = createSystemTools({ env: ownEnv() });
    const begun = performance.now();
    const outcome = await tools.run('sleep', ['60'], { signal: within(), deadline: 'ping' });
    expect(outcome).toEqual({ state: 'failed', why: 'sleep: gave no answer in time' });
    expect(performance.now() - begun).toBeLessThan(5_000);
  });
});
