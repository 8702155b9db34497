/** What Intune needs for a preset as a Win32 app or a remediation: scripts that install, remove, detect and repair. */
import { type ExportedFile, textFile } from './exported-file.ts';

/** Returns the scripts, and the preset with its signature beside them. */
export function intuneFiles(preset: {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array | null;
  readonly sha256: string;
}): readonly ExportedFile[] {
  const file = 'preset.throughway.json';
  return [
    script('detect.ps1', detect(preset.sha256)),
    script(
      'install.ps1',
      `& throughway preset apply (Join-Path $PSScriptRoot '${file}') --yes --json\nexit $LASTEXITCODE`,
    ),
    script('uninstall.ps1', '& throughway preset remove --yes --json\nexit $LASTEXITCODE'),
    script('remediate.ps1', '& throughway preset status --repair --json\nexit $LASTEXITCODE'),
    { name: file, bytes: preset.bytes },
    ...(preset.signature === null ? [] : [{ name: `${file}.sig`, bytes: preset.signature }]),
  ];
}

/** Intune takes an app as installed where the script ends with 0 and has written something. */
function detect(sha256: string): string {
  return `$expected = '${sha256}'
$text = & throughway preset status --json
$status = $LASTEXITCODE
$found = try { ($text | ConvertFrom-Json).preset.sha256 } catch { '' }
if ($status -eq 0 -and $found -eq $expected) {
  Write-Output 'compliant'
  exit 0
}
exit 1`;
}

/** PowerShell 5 reads a script without a mark in the code page of the computer: these are ASCII. */
function script(name: string, body: string): ExportedFile {
  return textFile(name, `${body}\n`.replaceAll('\n', '\r\n'));
}
