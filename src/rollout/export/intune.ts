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
      `& $program preset apply (Join-Path $PSScriptRoot '${file}') --yes --json\nexit $LASTEXITCODE`,
    ),
    script('uninstall.ps1', UNINSTALL),
    script('remediate.ps1', '& $program preset status --repair --json\nexit $LASTEXITCODE'),
    { name: file, bytes: preset.bytes },
    ...(preset.signature === null ? [] : [{ name: `${file}.sig`, bytes: preset.signature }]),
  ];
}

/** Nothing applied (4) is nothing to remove. */
const UNINSTALL = `$null = & $program preset status --json
if ($LASTEXITCODE -eq 4) { exit 0 }
& $program preset remove --yes --json
exit $LASTEXITCODE`;

/**
 * Intune's agent keeps the PATH that it was started with: right after the installation ours is not in it. Where there is no
 * program at all, `$LASTEXITCODE` would stay empty, and the script would end as if all were well.
 */
const FIND = `$program = 'throughway'
if (-not (Get-Command $program -ErrorAction SilentlyContinue)) {
  $folder = $env:ProgramFiles
  if ($env:ProgramW6432) { $folder = $env:ProgramW6432 }
  $program = Join-Path $folder 'Throughway\\resources\\bin\\throughway.cmd'
}
if (-not (Get-Command $program -ErrorAction SilentlyContinue)) {
  Write-Output 'Throughway is not installed.'
  exit 1
}`;

/**
 * Intune takes an app as installed where the script ends with 0 and has written something. The text is searched, not read
 * as JSON: a console with another code page spoils the names in it, never the digest.
 */
function detect(sha256: string): string {
  return `$expected = '${sha256}'
$text = & $program preset status --json
if ($LASTEXITCODE -eq 0 -and "$text" -match $expected) {
  Write-Output 'compliant'
  exit 0
}
exit 1`;
}

/** PowerShell 5 reads a script without a mark in the code page of the computer: these are ASCII. */
function script(name: string, body: string): ExportedFile {
  return textFile(name, `${FIND}\n${body}\n`.replaceAll('\n', '\r\n'));
}
