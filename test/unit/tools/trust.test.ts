import { describe, expect, test } from 'vitest';
import { planTrustFile } from '../../../src/tools/plan-trust.ts';
import { readTrust, type TrustFacts } from '../../../src/tools/read-trust.ts';
import { TRUST_IDS, TRUST_ROWS, trustRowOf } from '../../../src/tools/trust-rows.ts';

const file = (path: string, text: string | null): TrustFacts['files'][number] => ({
  path,
  text: text === null ? { state: 'absent' } : { state: 'read', value: text },
});

const facts = (given: Partial<TrustFacts> = {}): TrustFacts => ({
  files: [],
  env: {},
  platform: 'linux',
  isInSystem: false,
  isInStore: null,
  isInBundle: (path) => path === '/good.pem',
  ...given,
});

test('every program has one row', () => {
  expect(TRUST_ROWS.map(({ id }) => id)).toEqual(TRUST_IDS);
});

describe('whether a program trusts an authority', () => {
  test('is decided by the strongest that names a bundle', () => {
    const git = trustRowOf('git');
    const files = [
      file('/weak', '[http]\n\tsslCAInfo = /good.pem\n'),
      file('/strong', '[http]\n\tsslcainfo = /bad.pem\n'),
    ];
    expect(readTrust(git, facts({ files }))).toMatchObject({ state: 'lacks', reason: 'bundle', from: '/strong' });
    expect(readTrust(git, facts({ files, env: { GIT_SSL_CAINFO: '/good.pem' } }))).toMatchObject({
      ...{ state: 'trusts', from: 'GIT_SSL_CAINFO', isVariableStronger: true },
    });
  });

  test('follows the list of the computer, or its own, where none names one', () => {
    expect(readTrust(trustRowOf('curl'), facts({ isInSystem: true }))).toMatchObject({ state: 'trusts' });
    expect(readTrust(trustRowOf('curl'), facts({ isInSystem: null }))).toMatchObject({ state: 'unsure' });
    expect(readTrust(trustRowOf('npm'), facts({ isInSystem: true }))).toMatchObject({
      state: 'lacks',
      reason: 'own-list',
    });
    expect(readTrust(trustRowOf('pip'), facts({ isInSystem: true }))).toMatchObject({
      state: 'unsure',
      reason: 'by-version',
    });
    expect(readTrust(trustRowOf('git'), facts({ isInSystem: true, platform: 'windows' }))).toMatchObject({
      state: 'lacks',
    });
  });

  test('is beside the point where it checks nothing', () => {
    const files = [file('/npmrc', 'strict-ssl=false\ncafile=/good.pem\n')];
    expect(readTrust(trustRowOf('npm'), facts({ files }))).toMatchObject({ state: 'off', from: '/npmrc' });
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(readTrust(trustRowOf('node'), facts({ env }))).toMatchObject({ state: 'off' });
    expect(readTrust(trustRowOf('git'), facts({ env, isInSystem: true }))).toMatchObject({ state: 'trusts' });
  });
});

describe('the settings file of each program that has one', () => {
  test.each(TRUST_ROWS.filter((row) => row.file !== undefined))(
    '$id names the bundle, and says so when read again',
    (row) => {
      const [path] = row.file?.paths({ platform: 'linux', home: '/home/u', env: {} }).slice(-1) ?? [];
      const planned = planTrustFile(row, [file(path ?? '', null)], '/good.pem');
      if (!planned.ok) throw new Error(planned.problem);
      expect(planned.value).toMatchObject({ path, from: null, shown: { from: null } });
      const files = [file(path ?? '', planned.value.to)];
      expect(readTrust(row, facts({ files }))).toMatchObject({
        state: 'trusts',
        reason: 'bundle',
        bundle: '/good.pem',
      });
    },
  );
});
