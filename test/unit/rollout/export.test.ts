import { describe, expect, it } from 'vitest';
import { managedPreset } from '../../../src/presets/managed-values.ts';
import { presetSchema } from '../../../src/presets/preset.ts';
import type { ExportFormat } from '../../../src/rollout/export/export-formats.ts';
import { exportPreset } from '../../../src/rollout/export/export-preset.ts';
import { policyValues } from '../../../src/rollout/export/policy-values.ts';
import { regText } from '../../../src/rollout/export/reg.ts';
import { EXAMPLES } from '../../policy-page.ts';
import { xmlFault } from './xml-fault.ts';

const { direct: _direct, ...ways } = EXAMPLES;
const preset = presetSchema.parse({
  throughway: 1,
  name: 'A <&> "B"',
  ...ways,
  contact: { name: 'R&D "IT" <x>', email: 'it@corp.example' },
  locked: ['proxies', 'bypass', 'watch'],
});
const file = {
  path: '/tmp/a.throughway.json',
  preset,
  bytes: Buffer.from(JSON.stringify(preset)),
  sha256: 'ab'.repeat(32),
  signatureBytes: Buffer.alloc(64),
};
const textsOf = (format: Exclude<ExportFormat, 'admx'>): Readonly<Record<string, string>> =>
  Object.fromEntries(exportPreset(format, file).map(({ name, bytes }) => [name, Buffer.from(bytes).toString('utf8')]));

describe('an exported preset', () => {
  it('is a profile of macOS whose values are read back as they were', () => {
    const text = textsOf('mobileconfig')['throughway.mobileconfig'] ?? '';
    expect(xmlFault(text)).toBeNull();
    expect(text).toContain('<string>R&amp;D &quot;IT&quot; &lt;x&gt;</string>');
    expect(text).toContain('<key>org.throughway.desktop</key>');
    // The same preset is the same profile.
    expect(textsOf('mobileconfig')['throughway.mobileconfig']).toBe(text);
    const { locked, proposed } = policyValues(preset);
    expect([...locked.keys()]).toEqual(['proxies', 'bypass', 'watch']);
    expect(managedPreset(Object.fromEntries(locked), { locks: true })).toMatchObject({
      state: 'read',
      value: { preset: { proxies: preset.proxies, bypass: preset.bypass }, locked: ['proxies', 'bypass', 'watch'] },
    });
    expect(managedPreset(Object.fromEntries(proposed), { locks: false })).toMatchObject({ state: 'read' });
  });

  it('is a registry file with locked values above and proposed ones below', () => {
    const text = regText(policyValues(preset));
    expect(text).toContain(
      '[HKEY_LOCAL_MACHINE\\Software\\Policies\\Throughway\\bypass]\r\n"1"="<local>"\r\n"2"="*.corp.example"',
    );
    expect(text).toContain('"proxies"="{\\"all\\":\\"http://proxy.example:8080\\"}"');
    expect(text).toContain('[HKEY_LOCAL_MACHINE\\Software\\Policies\\Throughway\\Defaults]');
    expect(text).toContain('"autoDetect"=dword:00000001');
    expect(text.split('\r\n').every((line) => /^(?:$|Windows Registry|\[-?HKEY|"\w+"=)/u.test(line))).toBe(true);
  });

  it('comes with the scripts of Intune, which know it by its digest', () => {
    const files = textsOf('intune');
    expect(Object.keys(files)).toEqual([
      'detect.ps1',
      'install.ps1',
      'uninstall.ps1',
      'remediate.ps1',
      'preset.throughway.json',
      'preset.throughway.json.sig',
    ]);
    expect(files['detect.ps1']).toContain(file.sha256);
    // Without a program `$LASTEXITCODE` is empty, and the script would end with 0.
    for (const [name, text] of Object.entries(files))
      if (name.endsWith('.ps1'))
        expect(text).toMatch(/^[^]*Write-Output 'Throughway is not installed\.'\r\n {2}exit 1\r\n\}/u);
    // PowerShell 5 reads scripts without a mark in the code page of the computer.
    for (const [name, text] of Object.entries(files)) if (name.endsWith('.ps1')) expect(text).toMatch(/^[\r\n -~]*$/u);
  });

  it('comes as a playbook with the very bytes that were signed', () => {
    const files = exportPreset('ansible', file);
    expect(files.map(({ name }) => name)).toEqual([
      'playbook.yml',
      'files/preset.throughway.json',
      'files/preset.throughway.json.sig',
    ]);
    expect(Buffer.from(files[1]?.bytes ?? [])).toEqual(file.bytes);
  });

  it('is a preset again as JSON', () => {
    expect(JSON.parse(textsOf('json')['preset.throughway.json'] ?? '')).toEqual(preset);
  });
});
