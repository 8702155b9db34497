/** A playbook that rolls a preset out with the role of this project (resources/ansible). */
import { type ExportedFile, textFile } from './exported-file.ts';

/** Returns the playbook, and the preset with its signature beside it. */
export function ansibleFiles(preset: {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array | null;
}): readonly ExportedFile[] {
  const file = 'files/preset.throughway.json';
  const signature = preset.signature === null ? [] : [`        throughway_signature: ${file}.sig`];
  const playbook = [
    '---',
    '- name: Roll out the Throughway preset',
    '  hosts: all',
    '  become: true',
    '  roles:',
    '    - role: throughway',
    '      vars:',
    `        throughway_preset: ${file}`,
    ...signature,
    '',
  ];
  return [
    textFile('playbook.yml', playbook.join('\n')),
    { name: file, bytes: preset.bytes },
    ...(preset.signature === null ? [] : [{ name: `${file}.sig`, bytes: preset.signature }]),
  ];
}
