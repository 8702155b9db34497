/** Where settings can come from (cli.md, `settings.source`). */
export const SETTINGS_SOURCES = [
  'option',
  'env',
  'etc-environment',
  'login-files',
  'gnome',
  'kde',
  'network-manager',
  'firefox',
  'windows',
  'macos',
  'preset',
  'policy',
  'wpad',
  'none',
] as const;

export type SettingsSource = (typeof SETTINGS_SOURCES)[number];
