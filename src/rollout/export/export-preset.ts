/** A preset in the forms that systems for managing computers take. */
import { assertNever } from '../../base/assert-never.ts';
import { migrate } from '../../presets/migrate.ts';
import type { PresetFile } from '../rollout.ts';
import { presetName } from '../plan-rollout.ts';
import { ansibleFiles } from './ansible.ts';
import type { ExportFormat } from './export-formats.ts';
import { type ExportedFile, textFile } from './exported-file.ts';
import { intuneFiles } from './intune.ts';
import { jamfFiles } from './jamf.ts';
import { mobileconfig } from './mobileconfig.ts';
import { policyValues } from './policy-values.ts';
import { regFile } from './reg.ts';

/** Returns the files of one form, the main one first. */
export function exportPreset(
  format: Exclude<ExportFormat, 'admx'>,
  file: Pick<PresetFile, 'path' | 'preset' | 'bytes' | 'sha256' | 'signatureBytes'>,
): readonly ExportedFile[] {
  const { preset, bytes, sha256, signatureBytes: signature } = file;
  switch (format) {
    case 'mobileconfig':
      return [mobileconfig(policyValues(preset), presetName(file))];
    case 'reg':
      return [regFile(policyValues(preset))];
    case 'intune':
      return intuneFiles({ bytes, signature, sha256 });
    case 'jamf':
      return jamfFiles({ bytes, signature, sha256 });
    case 'ansible':
      return ansibleFiles({ bytes, signature });
    case 'json':
      return [textFile('preset.throughway.json', `${JSON.stringify(migrate(preset), null, 2)}\n`)];
    default:
      return assertNever(format);
  }
}
