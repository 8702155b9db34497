/** What a preset is exported as, tried with the programs that take it, as far as they are here. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeLayers } from '../../../src/presets/policy-layer.ts';
import { presetSchema } from '../../../src/presets/preset.ts';
import type { ExportFormat } from '../../../src/rollout/export/export-formats.ts';
import { exportPreset } from '../../../src/rollout/export/export-preset.ts';
import { macosPolicy } from '../../../src/system/macos/macos-policy.ts';
import { readPolicyLayers } from '../../../src/system/policy-places.ts';
import { EXAMPLES } from '../../policy-page.ts';
import { NO_SIGNAL, recordedTools } from '../../unit/system/helpers.ts';

const { direct: _direct, ...ways } = EXAMPLES;
const preset = presetSchema.parse({
  throughway: 1,
  name: `Ünïcode <&> "quoted" 'single' $(id) \`id\` %PATH%`,
  ...ways,
  locked: ['proxies', 'bypass', 'autoDetect', 'watch', 'requireSignature'],
});
const bytes = Buffer.from(JSON.stringify(preset));
const sha256 = createHash('sha256').update(bytes).digest('hex');
const file = { path: '/tmp/office.throughway.json', preset, bytes, sha256, signatureBytes: Buffer.alloc(64, 7) };
const exported = (format: Exclude<ExportFormat, 'admx'>): ReadonlyMap<string, Buffer> =>
  new Map(exportPreset(format, file).map((one) => [one.name, Buffer.from(one.bytes)]));

const noPython = existsSync('/usr/bin/python3') ? null : 'python3 is not installed';

/** The property list as JSON, read by a reader that is not ours. */
const PLIST_TO_JSON = `import json, plistlib, sys
print(json.dumps(plistlib.loads(sys.stdin.buffer.read())))`;

describe('a preset exported', () => {
  it.skipIf(noPython !== null)(
    `as a profile is one that macOS takes, and the same policies when it is read back${noPython === null ? '' : ` (skipped: ${noPython})`}`,
    async () => {
      const input = exported('mobileconfig').get('throughway.mobileconfig') ?? '';
      const profile = JSON.parse(execFileSync('/usr/bin/python3', ['-c', PLIST_TO_JSON], { input, encoding: 'utf8' }));
      const UUID = /^[0-9A-F]{8}-[0-9A-F]{4}-[1-8][0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/u;
      // Configuration Profile Reference, "Configuration profile keys" and "Payload dictionary keys common to all payloads".
      expect(profile).toMatchObject({
        PayloadType: 'Configuration',
        PayloadVersion: 1,
        PayloadScope: 'System',
        PayloadIdentifier: 'org.throughway.desktop.preset',
        PayloadUUID: expect.stringMatching(UUID),
        PayloadDisplayName: preset.name,
      });
      const [payload, ...others] = profile.PayloadContent;
      expect(others).toEqual([]);
      expect(payload).toMatchObject({
        PayloadType: 'com.apple.ManagedClient.preferences',
        PayloadVersion: 1,
        PayloadIdentifier: 'org.throughway.desktop.preset.preferences',
        PayloadUUID: expect.stringMatching(UUID),
      });
      expect(payload.PayloadUUID).not.toBe(profile.PayloadUUID);
      const [forced] = payload.PayloadContent['org.throughway.desktop'].Forced;

      // What macOS lays down for the application, and prints as JSON.
      const place = '/Library/Managed Preferences/org.throughway.desktop.plist';
      const recorded = recordedTools({
        files: { [place]: '' },
        commands: { '/usr/bin/plutil': JSON.stringify(forced.mcx_preference_settings) },
      });
      const merged = mergeLayers(await readPolicyLayers(recorded, macosPolicy(recorded), NO_SIGNAL));
      // Ways that are locked go before those that are only proposed, all of them together.
      const { throughway: _format, name: _name, locked: _locked, pac: _pac, places: _places, ...wanted } = preset;
      expect(merged.preset).toEqual(wanted);
      expect([merged.origins.proxies?.locked, merged.origins.targets?.locked]).toEqual([true, false]);
    },
  );

  it('as scripts of Intune holds no line that PowerShell would read otherwise', () => {
    for (const [name, content] of exported('intune')) {
      if (!name.endsWith('.ps1')) continue;
      const text = content.toString('latin1');
      expect(text, name).toMatch(/^(?:[ -~]*\r\n)+$/u);
      expect(powershellFault(text), name).toBeNull();
      expect(text.trimEnd(), name).toMatch(/exit (?:\$LASTEXITCODE|1)$/u);
    }
  });

  describe.skipIf(!existsSync('/usr/bin/openssl'))(
    'as scripts of Jamf (skipped where openssl is not installed)',
    () => {
      let folder = '';
      const at = (name: string): string => path.join(folder, name);
      beforeAll(async () => {
        folder = await mkdtemp(path.join(tmpdir(), 'throughway-jamf-'));
        // Stands for the program: keeps what it is given, and answers as it is told.
        await writeFile(
          at('throughway'),
          `#!/bin/sh\necho "$*" >> '${at('asked')}'\n[ "$2" = apply ] && cat "$3" > '${at('preset')}' && cat "$3.sig" > '${at('sig')}'\n[ "$2" = status ] && { cat '${at('answer')}'; exit "$(cat '${at('status')}')"; }\nexit 0\n`,
          { mode: 0o755 },
        );
        for (const [name, content] of exported('jamf'))
          await writeFile(at(name), content.toString('utf8').replaceAll('/usr/local/bin/throughway', at('throughway')));
      });
      afterAll(() => rm(folder, { recursive: true, force: true }));
      const answering = async (status: number, answer: string): Promise<void> => {
        await writeFile(at('status'), String(status));
        await writeFile(at('answer'), answer);
        await writeFile(at('asked'), '');
      };
      const runScript = (name: string) => spawnSync('sh', [at(name)], { encoding: 'utf8' });

      it('is sound shell', () => {
        for (const name of exported('jamf').keys()) {
          expect(execFileSync('sh', ['-n', at(name)], { encoding: 'utf8' })).toBe('');
          if (existsSync('/usr/bin/shellcheck'))
            execFileSync('shellcheck', ['--shell=sh', at(name)], { stdio: 'pipe' });
        }
      });

      it('applies exactly the bytes that were signed, and leaves no copy', async () => {
        await answering(0, '');
        const { status } = runScript('apply.sh');
        expect(status).toBe(0);
        expect(await readFile(at('preset'))).toEqual(bytes);
        expect(await readFile(at('sig'))).toEqual(file.signatureBytes);
        const [, , given = ''] = (await readFile(at('asked'), 'utf8')).split(' ');
        expect(existsSync(path.dirname(given))).toBe(false);
      });

      it.each([
        [0, `{"state":"compliant","preset":{"sha256":"${sha256}"}}`, 'compliant'],
        [0, '{"state":"compliant","preset":{"sha256":"00"}}', 'another preset'],
        [1, '{"state":"drifted"}', 'drifted'],
        [1, '{"state":"expired"}', 'expired'],
        [4, '{"state":"not-applied"}', 'not applied'],
        [127, '', 'not installed'],
      ])('reports what "preset status" says: %i', async (status, answer, result) => {
        await answering(status, answer);
        expect(runScript('extension-attribute.sh').stdout).toBe(`<result>${result}</result>\n`);
      });

      it('removes what is applied, and is content where nothing is', async () => {
        await answering(4, '');
        expect(runScript('remove.sh').status).toBe(0);
        expect(await readFile(at('asked'), 'utf8')).toBe('preset status\n');
        await answering(0, '');
        expect(runScript('remove.sh').status).toBe(0);
        expect(await readFile(at('asked'), 'utf8')).toContain('preset remove --yes --json');
      });
    },
  );
});

/** Returns what is open at the end of a PowerShell script, or closed without having been opened; PowerShell itself is not here. */
function powershellFault(text: string): string | null {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };
  const plain = text.replace(/'(?:[^']|'')*'|"(?:[^"`]|`.)*"|#.*$/gmu, '');
  if (/['"]/u.test(plain)) return 'a quote is open';
  for (const sign of plain.replace(/[^(){}[\]]/gu, '')) {
    const wanted = pairs[sign];
    if (wanted === undefined) open.push(sign);
    else if (open.pop() !== wanted) return `${sign} closes nothing`;
  }
  return open.length === 0 ? null : `${open.join('')} is open`;
}
