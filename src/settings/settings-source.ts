/** Where settings can come from (cli.md, `settings.source`). */
export const SETTINGS_SOURCES = [
  'option',
  'env',
  'etc-environment',
  'gnome',
  'kde',
  'windows',
  'macos',
  'preset',
  'policy',
  'wpad',
  'none',
] as const;

export type SettingsSource = (typeof SETTINGS_SOURCES)[number];
