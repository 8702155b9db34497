/** The folders of policies, in one place for what reads them, what is exported and what is documented. */

/** What administrators lay down, and what packages bring. */
export const LINUX_FOLDERS = ['/etc/throughway', '/usr/share/throughway'] as const;

export const MACOS_FOLDER = '/Library/Application Support/Throughway';

/** Managed preferences are kept by the name of the application (electron-builder.yml, `appId`). */
export const MACOS_DOMAIN = 'org.throughway.desktop';

/** Below `%ProgramData%`, and below `%ProgramFiles%` for keys: only there may nobody else write. */
export const WINDOWS_FOLDER = 'Throughway';

/** Below HKLM and HKCU. Values here are locked; those of its key `Defaults` can be changed by the person. */
export const WINDOWS_POLICY_KEY = 'Software\\Policies\\Throughway';
