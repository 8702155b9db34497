/** Watch and relay turned on and off again in one program: everything else on this computer is as it was before. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { composeHost } from '../../../main/host/compose.ts';
import { createEndpointsHost } from '../../../main/host/endpoints-host.ts';
import { freePort } from '../../lab/auth/launch.ts';
import { startSite } from '../relay/relay-ground.ts';
import { homePicture } from '../rollout/home-picture.ts';
import { kdeEnvironment } from '../kde-environment.ts';

/** What a person has in the places that programs of this kind leave something in. */
const FILES = {
  '.gitconfig': '[user]\n\tname = Bob\n',
  '.npmrc': 'fund=false\r\n',
  '.curlrc': '# mine',
  '.profile': 'umask 022\n',
  '.config/autostart/other.desktop': '[Desktop Entry]\nExec=other\n',
  '.config/systemd/user/other.service': '[Service]\nExecStart=/bin/true\n',
  '.config/kioslaverc': '[Proxy Settings]\nProxyType=0\n',
};

const NO_GIT = existsSync('/usr/bin/git') ? '' : 'git is not installed.';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The preferences keep that the watch is off; that is what they are for. */
async function look(home: string) {
  const { 'data/preferences.json': preferences, ...rest } = await homePicture(home);
  return { preferences, rest };
}

test.skipIf(NO_GIT !== '')(
  `what watch and relay leave behind is that they are off ${NO_GIT}`,
  { timeout: 60_000 },
  async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'throughway-no-trace-'));
    ends.push(() => rm(home, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(FILES)) {
      await mkdir(path.dirname(path.join(home, name)), { recursive: true });
      await writeFile(path.join(home, name), text);
    }
    const site = await startSite();
    ends.push(() => site.stop());
    const env = kdeEnvironment(home);
    const before = await look(home);
    const endpoints = createEndpointsHost({ host: composeHost({ env }), face: 'browser', version: '0' });
    ends.push(() => endpoints.close());
    const { handlers } = endpoints;

    await handlers['watch.set']({ isOn: true, everyMinutes: 60, urls: [site.url] });
    await handlers['relay.start']({ port: await freePort() });
    const planned = await handlers['relay.planTools']({});
    const told = await handlers['relay.setTools']({ id: planned.ok ? planned.value.id : '' });
    expect(told).toMatchObject({ value: { state: 'done', value: { hasToldTools: true } } });
    const during = await look(home);
    expect(during.rest['.gitconfig']).not.toBe(before.rest['.gitconfig']);
    expect(during.rest).toHaveProperty(['data/watch.lock']);

    await handlers['relay.stop']({});
    await handlers['watch.set']({ isOn: false });
    const after = await look(home);
    expect(after.rest).toEqual(before.rest);
    expect(after.preferences).toMatch(/"isOn": ?false/u);

    // Nor does the end of the program, or its next start, leave anything.
    await endpoints.close();
    const again = createEndpointsHost({ host: composeHost({ env }), face: 'browser', version: '0' });
    expect(await again.handlers['watch.get']({})).toMatchObject({ value: { preferences: { isOn: false } } });
    expect(await again.handlers['relay.get']({})).toMatchObject({ value: { address: null } });
    await again.close();
    expect((await look(home)).rest).toEqual(before.rest);
  },
);
