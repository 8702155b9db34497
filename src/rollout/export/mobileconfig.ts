/** A configuration profile for macOS: the preset as managed preferences of this application. */
import { createHash } from 'node:crypto';
import { MACOS_DOMAIN } from '../../presets/policy-folders.ts';
import { type ExportedFile, textFile } from './exported-file.ts';
import type { PolicyValues } from './policy-values.ts';
import { xml } from './xml.ts';

/** Returns the profile. The same preset always gives the same one, so that nothing is installed twice. */
export function mobileconfig(values: PolicyValues, name: string): ExportedFile {
  const settings: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(values.locked),
    ...(values.proposed.size === 0 ? {} : { Defaults: Object.fromEntries(values.proposed) }),
  };
  const preferences = {
    PayloadContent: { [MACOS_DOMAIN]: { Forced: [{ mcx_preference_settings: settings }] } },
    PayloadDisplayName: name,
    PayloadIdentifier: `${MACOS_DOMAIN}.preset.preferences`,
    PayloadType: 'com.apple.ManagedClient.preferences',
    PayloadUUID: uuidOf(JSON.stringify(settings)),
    PayloadVersion: 1,
  };
  const profile = {
    PayloadContent: [preferences],
    PayloadDisplayName: name,
    PayloadIdentifier: `${MACOS_DOMAIN}.preset`,
    PayloadScope: 'System',
    PayloadType: 'Configuration',
    PayloadUUID: uuidOf(JSON.stringify(preferences)),
    PayloadVersion: 1,
  };
  return textFile(
    'throughway.mobileconfig',
    `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${plist(profile, '')}
</plist>
`,
  );
}

/** A UUID out of a text (RFC 9562 §5.8: version 8, of one's own making). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(18, 20)}`];
  return [...parts, hex.slice(20, 32)].join('-').toUpperCase();
}

function plist(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (typeof value === 'boolean') return `${indent}<${String(value)}/>`;
  if (typeof value === 'number') return `${indent}<integer>${String(value)}</integer>`;
  if (typeof value === 'string') return `${indent}<string>${xml(value)}</string>`;
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}<array/>`;
    return `${indent}<array>\n${value.map((one: unknown) => plist(one, inner)).join('\n')}\n${indent}</array>`;
  }
  const group = typeof value === 'object' && value !== null ? value : {};
  const entries = Object.entries(group).filter(([, one]: [string, unknown]) => one !== undefined && one !== null);
  if (entries.length === 0) return `${indent}<dict/>`;
  const lines = entries.map(([key, one]: [string, unknown]) => `${inner}<key>${xml(key)}</key>\n${plist(one, inner)}`);
  return `${indent}<dict>\n${lines.join('\n')}\n${indent}</dict>`;
}
