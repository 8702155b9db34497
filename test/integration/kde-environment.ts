/** The environment of a person at KDE whose home, settings and journal are a test's own. */
import path from 'node:path';

type Name = 'PATH' | 'HOME' | 'XDG_CONFIG_HOME' | 'XDG_CURRENT_DESKTOP' | 'THROUGHWAY_DATA_DIR' | 'LANG';

/** Returns the variables of such a session; `config` is where KDE keeps its files. */
export function kdeEnvironment(home: string, config = path.join(home, '.config')): Record<Name, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CONFIG_HOME: config,
    XDG_CURRENT_DESKTOP: 'KDE',
    THROUGHWAY_DATA_DIR: path.join(home, 'data'),
    LANG: 'C',
  };
}
