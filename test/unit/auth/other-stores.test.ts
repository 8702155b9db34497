import { describe, expect, test } from 'vitest';
import { ABSENT, read, unreadable } from '../../../src/base/reading.ts';
import { listOtherStores } from '../../../src/auth/other-stores.ts';

const CANARY = 'canary-7f3a';
const FILES: Readonly<Record<string, string>> = {
  '.gitconfig': `[user]\n\tname = x\n[http]\n\tproxy = http://ito:${CANARY}@proxy.test:8080\n[http "https://ito:${CANARY}@git.test"]\n proxy = http://p:1\n`,
  '.git-credentials': `https://ito:${CANARY}@git.test\n`,
  '.npmrc': `proxy=http://ito:${CANARY}@proxy.test:8080\n//npm.test/:_password=${CANARY}\nfund=false\n`,
  '.config/pip/pip.conf': `[global]\nproxy = http://ito:${CANARY}@proxy.test\nindex-url = https://pypi.test/simple\n`,
  '.netrc': `machine proxy.test login ito password ${CANARY}\nmachine open.test login anonymous\n`,
  '.curlrc': `# proxy-user = a:b\nproxy-user = "ito:${CANARY}"\nproxy http://ito:${CANARY}@proxy.test\nsilent\n`,
  '.wgetrc': `proxy_password = ${CANARY}\n`,
  '.docker/config.json': JSON.stringify({
    auths: { 'registry.test': { auth: CANARY }, 'other.test': {} },
    proxies: { default: { httpProxy: `http://ito:${CANARY}@proxy.test`, noProxy: 'x' } },
  }),
};

const listed = (files: Readonly<Record<string, string>>) =>
  listOtherStores({
    env: { http_proxy: `http://ito:${CANARY}@proxy.test`, HTTPS_PROXY: 'http://proxy.test', MAIL: 'a@b' },
    home: '/home/ito',
    readText: (path) => {
      const name = path.replace('/home/ito/', '');
      if (name === '_netrc') return Promise.resolve(unreadable('EACCES'));
      const text = files[name];
      return Promise.resolve(text === undefined ? ABSENT : read(text));
    },
    windowsCredentials: () => Promise.resolve(['git:https://git.test']),
  });

describe('listOtherStores', () => {
  test('names files and keys, and never a value', async () => {
    const stores = await listed(FILES);
    expect(stores.map(({ kind, state, file, key }) => `${kind} ${state} ${file} ${key}`)).toEqual([
      'environment sign-in  http_proxy',
      'git sign-in /home/ito/.gitconfig http.proxy',
      'git sign-in /home/ito/.git-credentials git.test',
      'npm sign-in /home/ito/.npmrc proxy',
      'npm sign-in /home/ito/.npmrc //npm.test/:_password',
      'pip sign-in /home/ito/.config/pip/pip.conf proxy',
      'netrc sign-in /home/ito/.netrc proxy.test',
      'netrc unreadable /home/ito/_netrc ',
      'curl sign-in /home/ito/.curlrc proxy-user',
      'curl sign-in /home/ito/.curlrc proxy',
      'wget sign-in /home/ito/.wgetrc proxy_password',
      'docker sign-in /home/ito/.docker/config.json proxies.default.httpProxy',
      'docker sign-in /home/ito/.docker/config.json auths.registry.test',
      'windows-credential-manager sign-in  git:https://git.test',
    ]);
    expect(JSON.stringify(stores)).not.toContain(CANARY);
  });

  test('takes a broken file for one that holds nothing', async () => {
    const stores = await listed({ '.docker/config.json': '{', '.netrc': 'password password password' });
    expect(stores.filter(({ state }) => state === 'sign-in').map(({ kind }) => kind)).toEqual([
      'environment',
      'windows-credential-manager',
    ]);
  });
});
