import { expect, test } from 'vitest';
import { createTrustCalls } from '../../../main/host/trust-calls.ts';
import type { TrustHost } from '../../../main/host/trust-host.ts';
import { createClient } from '../../../src/contract/client.ts';
import { createEndpoints } from '../../../src/contract/endpoints.ts';
import { inProcessTransport } from '../../../src/contract/in-process-transport.ts';
import type { Preset } from '../../../src/presets/preset.ts';
import { createSettingsWriter } from '../../../src/system/create-settings-writer.ts';
import { memoryHost } from '../contract/contract-host.ts';
import { AUTHORITY, LEAF } from '../presets/authority-certificates.ts';
import { recordedTools } from '../system/helpers.ts';

/** A computer with git, curl and npm; only its own list holds the authority, where it does. */
function clientOf(inspectionCa: Preset['inspectionCa'], list: string): ReturnType<typeof createClient> {
  const programs = { '/bin/git': '', '/bin/curl': '', '/bin/npm': '' };
  const tools = recordedTools({
    env: { PATH: '/bin' },
    files: { ...programs, '/etc/ssl/certs/ca-certificates.crt': list },
  });
  const host: TrustHost = {
    dataFolder: '/nowhere',
    env: tools.env,
    systemTools: tools,
    system: { platform: 'linux', trustAnchors: () => Promise.resolve([]) },
    settingsWriter: () => Promise.resolve(createSettingsWriter('linux', tools)),
    machinePreset: () => Promise.resolve({ controlUrls: null, targets: [], preset: { inspectionCa } }),
  };
  const memory = memoryHost();
  const handlers = { ...memory.handlers, ...createTrustCalls(host) };
  return createClient(inProcessTransport(createEndpoints({ ...memory, handlers })));
}

test('a page learns nothing of authorities where the organisation names none', async () => {
  expect(await clientOf(undefined, AUTHORITY.pem).call['trust.read']({})).toEqual({ ok: true, value: null });
});

test('a page learns which programs trust the authority, and which bring lists of their own', async () => {
  const named = [{ certificate: AUTHORITY.pem }, { certificate: LEAF }];
  const answer = await clientOf(named, AUTHORITY.pem).call['trust.read']({});
  expect(answer).toMatchObject({
    ok: true,
    value: {
      authorities: [{ sha256: AUTHORITY.sha256.replaceAll(':', '').toLowerCase() }],
      problems: ['not-an-authority'],
      isInSystem: true,
    },
  });
  const programs = answer.ok && answer.value !== null ? answer.value.programs : [];
  const here = programs.filter(({ isInstalled }) => isInstalled);
  expect(here.map(({ id, state, reason }) => [id, state, reason])).toEqual([
    ['git', 'trusts', 'system-store'],
    ['curl', 'trusts', 'system-store'],
    ['npm', 'lacks', 'own-list'],
  ]);
  // The certificate itself is of no use to a page.
  expect(JSON.stringify(answer)).not.toContain('BEGIN CERTIFICATE');
});

test('a page learns that the list of the computer lacks it', async () => {
  const answer = await clientOf([{ certificate: AUTHORITY.pem }], LEAF).call['trust.read']({});
  expect(answer).toMatchObject({ ok: true, value: { isInSystem: false } });
});
