/** The sources that can be written at all; which of them are there differs by computer. */
export const WRITABLE_SOURCES = ['gnome', 'kde', 'env', 'etc-environment', 'windows', 'macos'] as const;

/** `env`: the person's own environment, as the next sign-in to the computer makes it. */
export type WritableSource = (typeof WRITABLE_SOURCES)[number];
