/** The sources that can be written at all; which of them are there differs by computer. */
export const WRITABLE_SOURCES = ['gnome', 'kde', 'env', 'etc-environment', 'windows', 'macos', 'firefox'] as const;

/** `env`: the person's own environment, as the next sign-in to the computer makes it. */
export type WritableSource = (typeof WRITABLE_SOURCES)[number];

/** Those that a preset names. For Firefox an organisation has policies. */
export type PresetSource = Exclude<WritableSource, 'firefox'>;
