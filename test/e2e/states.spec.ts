/** Every state that a page can be in beside the usual one: each is designed, said in words, and looked at. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { expect } from '@playwright/test';
import { judgeDocument } from '../../src/assistant/judge-document.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import { parseProxyServer } from '../../src/settings/parse-proxy-uri.ts';
import { EMPTY_BYPASS } from '../../src/settings/bypass-list.ts';
import type { SettingsSnapshot } from '../../src/settings/settings-snapshot.ts';
import { test } from './support/window.ts';

const URL_ASKED = 'https://www.example.com/';

test('the first run welcomes and leads on', async ({ page, startWindow }) => {
  await startWindow({}, { welcomed: false });
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.screenshot({ path: 'out/screens/welcome.png' });
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.reload();
  await expect(page.locator('#address')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('what a policy and a preset manage is shown as managed and can not be changed', async ({ page, startWindow }) => {
  await startWindow(
    {},
    {
      alter: (host) => ({
        ...host,
        readSettings: () => Promise.resolve(MANAGED),
        machinePreset: () => Promise.resolve({ controlUrls: ['https://control.corp.example/204'], targets: [] }),
      }),
    },
  );
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('Managed by your organisation')).toHaveCount(2);
  await page.screenshot({ path: 'out/screens/managed-settings.png', fullPage: true });
  await page.getByRole('link', { name: 'Preferences' }).click();
  await expect(page.locator('#controls')).toBeDisabled();
  await page.screenshot({ path: 'out/screens/managed-preferences.png', fullPage: true });
  await page.locator('#limit').fill('20');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
});

test('a computer without a network is told so, in words', async ({ page, startWindow }) => {
  const offline = offlineDocument();
  test.skip(offline === null, 'A network namespace can only be made by root.');
  if (offline === null) return;
  const { check } = await startWindow(
    {},
    { alter: (host) => ({ ...host, assistant: { ...host.assistant, diagnose: () => Promise.resolve(offline) } }) },
  );
  await check.check(URL_ASKED);
  expect(await check.code()).toBe('device.offline');
  await page.screenshot({ path: 'out/screens/offline.png', fullPage: true });
});

test('an undetermined result says what is missing, and offers to look again', async ({ page, startWindow }) => {
  const { check } = await startWindow(
    { THROUGHWAY_CONTROL_URLS: 'http://127.0.0.1:9/generate_204' },
    {
      alter: (host) => ({
        ...host,
        assistant: {
          ...host.assistant,
          diagnose: (input, options) => undetermined(host.assistant.diagnose, input, options),
        },
      }),
    },
  );
  await check.check(URL_ASKED);
  expect(await check.code()).toBe('undetermined');
  await expect(page.getByText('Nothing to do')).toHaveCount(0);
  await expect(page.locator('.verdict button.main')).toHaveText('Check again');
  await page.screenshot({ path: 'out/screens/undetermined.png', fullPage: true });
});

test('a page whose program has ended says so, and what to do', async ({ page, startWindow }) => {
  const { check, end } = await startWindow({});
  await check.address.waitFor();
  await end();
  await expect(page.getByText('The connection to Throughway is gone')).toBeVisible({ timeout: 20_000 });
  await page.screenshot({ path: 'out/screens/disconnected.png', fullPage: true });
});

test.describe('with an automatic configuration script', () => {
  let server: Server;
  let script = '';
  let pacUrl: string;
  test.beforeAll(async () => {
    server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' }).end(script);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    pacUrl = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}/proxy.pac`;
  });
  test.afterAll(() => {
    server.close();
  });
  const ask = { alter: withPac(() => pacUrl) };

  test('the way of an address is explained by the line that decided and by what the script asked', async ({
    page,
    startWindow,
  }) => {
    script = [
      'function FindProxyForURL(url, host) {',
      '  if (dnsDomainIs(host, ".corp.example")) return "DIRECT";',
      '  return "PROXY proxy.corp.example:3128; DIRECT";',
      '}',
    ].join('\n');
    await startWindow({}, ask);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.locator('#route-url').fill(URL_ASKED);
    await page.getByRole('button', { name: 'Show the way' }).click();
    await expect(page.locator('.script .ran')).toContainText('return "PROXY proxy.corp.example:3128; DIRECT"');
    await expect(page.getByText('dnsDomainIs("www.example.com"')).toBeVisible();
    await page.screenshot({ path: 'out/screens/pac.png', fullPage: true });
  });

  test('a broken script is explained by the line where it fails', async ({ page, startWindow }) => {
    script = [
      'function FindProxyForURL(url, host) {',
      '  if (isInOffice(host))',
      '    return "PROXY proxy.corp.example:3128";',
      '  return "DIRECT";',
      '}',
    ].join('\n');
    const { check } = await startWindow({}, ask);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.locator('#route-url').fill(URL_ASKED);
    await page.getByRole('button', { name: 'Show the way' }).click();
    await expect(page.locator('.script .failed')).toContainText('isInOffice');
    await page.screenshot({ path: 'out/screens/pac-broken.png', fullPage: true });
    await page.getByRole('link', { name: 'Check' }).click();
    await check.check(URL_ASKED);
    expect(await check.code()).toBe('settings.pac-invalid');
    await expect(
      page.getByRole('link', { name: 'Replace the configuration script with one that works' }),
    ).toBeVisible();
  });
});

const SERVERS = { any: parseProxyServer('http://proxy.corp.example:3128') };

const MANAGED: SettingsSnapshot = {
  readings: [
    {
      source: 'policy',
      from: '/etc/chromium/policies/managed/proxy.json',
      managed: true,
      reading: { state: 'read', value: { mode: 'manual', servers: SERVERS, bypass: EMPTY_BYPASS } },
    },
    {
      source: 'preset',
      from: '/etc/throughway/preset.json',
      reading: { state: 'read', value: { mode: 'manual', servers: SERVERS, bypass: EMPTY_BYPASS } },
    },
    { source: 'env', from: 'environment', reading: { state: 'absent' } },
    { source: 'gnome', from: 'org.gnome.system.proxy', reading: { state: 'unreadable', why: 'no such schema' } },
  ],
  decidedBy: 'policy',
  because: 'policy-wins',
};

type Alter = NonNullable<NonNullable<Parameters<Parameters<Parameters<typeof test>[2]>[0]['startWindow']>[1]>['alter']>;

/** A desktop whose settings name a script. */
function withPac(pacUrl: () => string): Alter {
  return (host) => ({
    ...host,
    settingsFor: (url, _overrides, signal) => host.settingsFor(url, { pac: pacUrl() }, signal),
    assistant: {
      ...host.assistant,
      diagnose: (input, options) => host.assistant.diagnose({ ...input, pac: pacUrl() }, options),
    },
  });
}

/** The command line's own result where there is no network at all, found in a network namespace. */
function offlineDocument(): DiagnosisDocument | null {
  const command = ['-n', process.execPath, 'out/cli/throughway.js', 'diagnose', URL_ASKED, '--json', '--timeout', '5'];
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/nonexistent', LANG: 'C' };
  try {
    return parsed(execFileSync('unshare', command, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch (thrown) {
    // A cause was found: status 1, and the document is there all the same.
    const text: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, 'stdout') : '';
    return typeof text === 'string' && text.startsWith('{') ? parsed(text) : null;
  }
}

function parsed(text: string): DiagnosisDocument {
  const document: DiagnosisDocument = JSON.parse(text);
  return document;
}

/** A real run of which all but its beginning was lost. */
async function undetermined(
  diagnose: Parameters<Alter>[0]['assistant']['diagnose'],
  ...[input, options]: Parameters<Parameters<Alter>[0]['assistant']['diagnose']>
): Promise<DiagnosisDocument> {
  const whole = await diagnose({ ...input, timeoutMs: 1_000 }, options);
  const target = parseTarget(input.url);
  if (!target.ok) throw new Error('no target');
  const observations = whole.observations.filter((one) =>
    ['settings.read', 'route.resolve', 'run.start'].includes(one.probe),
  );
  const about = { target: target.value.target, words: getMessages(input.lang), lang: input.lang };
  return judgeDocument({ ...whole, observations }, about);
}
