/** What Jamf Pro needs for a preset beside the profile: scripts that apply and remove it, and an extension attribute. */
import { type ExportedFile, textFile } from './exported-file.ts';

/** Where the package of macOS puts the command line; scripts of Jamf have no PATH of a person. */
const PROGRAM = '/usr/local/bin/throughway';

/** Returns the scripts; the preset and its signature stand in the one that applies it, since a script of Jamf is one file. */
export function jamfFiles(preset: {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array | null;
  readonly sha256: string;
}): readonly ExportedFile[] {
  return [
    textFile('apply.sh', apply(preset)),
    textFile('remove.sh', script('Takes back everything that the preset changed.', removing())),
    textFile('extension-attribute.sh', script('Whether this Mac is as the preset says.', reporting(preset.sha256))),
  ];
}

function script(about: string, body: string): string {
  return `#!/bin/sh\n# ${about}\n${body}\n`;
}

/** Base64 holds no sign that a shell would take for its own. */
function apply({ bytes, signature }: { readonly bytes: Uint8Array; readonly signature: Uint8Array | null }): string {
  const put = (content: Uint8Array, name: string): string =>
    `openssl base64 -d > "$folder/${name}" <<'END' || exit 1\n${lines(content)}\nEND`;
  const parts = [
    'set -u',
    'folder=$(mktemp -d) || exit 1',
    `trap 'rm -rf "$folder"' EXIT`,
    put(bytes, 'preset.throughway.json'),
    ...(signature === null ? [] : [put(signature, 'preset.throughway.json.sig')]),
    `${PROGRAM} preset apply "$folder/preset.throughway.json" --yes --json`,
  ];
  return script('Applies the preset; run it as a script of a policy.', parts.join('\n'));
}

function removing(): string {
  return [
    `${PROGRAM} preset status >/dev/null 2>&1`,
    '# 4: nothing is applied, so that there is nothing to remove',
    '[ "$?" = 4 ] && exit 0',
    `${PROGRAM} preset remove --yes --json`,
  ].join('\n');
}

/** Jamf takes what stands between the marks; the digest tells an older preset from this one. */
function reporting(sha256: string): string {
  return `text=$(${PROGRAM} preset status --json 2>/dev/null)
case "$?" in
  0) case "$text" in *'${sha256}'*) result=compliant ;; *) result='another preset' ;; esac ;;
  1) case "$text" in *'"state":"expired"'*) result=expired ;; *) result=drifted ;; esac ;;
  4) result='not applied' ;;
  *) result='not installed' ;;
esac
echo "<result>$result</result>"`;
}

/** As `openssl base64` writes and reads it: lines of 64. */
function lines(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/gu) ?? []
  ).join('\n');
}
