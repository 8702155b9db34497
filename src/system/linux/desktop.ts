import type { Environment } from '../../settings/environment-settings.ts';

/** Which store of desktop settings Chromium reads in a session. */
export type DesktopStore = 'gnome' | 'kde' | 'none';

/** Values of XDG_CURRENT_DESKTOP, by the store that Chromium reads there. */
const BY_DESKTOP: Readonly<Record<string, DesktopStore>> = {
  Unity: 'gnome',
  GNOME: 'gnome',
  Deepin: 'gnome',
  'X-Cinnamon': 'gnome',
  Pantheon: 'gnome',
  UKUI: 'gnome',
  KDE: 'kde',
  XFCE: 'none',
  LXQt: 'none',
  COSMIC: 'none',
};

/**
 * Returns whose settings Chromium reads on this desktop: the first known name in XDG_CURRENT_DESKTOP, then the older
 * signs of a session. Xfce, LXQt and unknown desktops have none: the environment decides there.
 * @see base/nix/xdg_util.cc, GetDesktopEnvironment
 */
export function desktopStore(env: Environment): DesktopStore {
  for (const name of (env['XDG_CURRENT_DESKTOP'] ?? '').split(':')) {
    const store = Object.hasOwn(BY_DESKTOP, name.trim()) ? BY_DESKTOP[name.trim()] : undefined;
    if (store !== undefined) return store;
  }
  const session = env['DESKTOP_SESSION'] ?? '';
  if (['deepin', 'gnome', 'mate', 'ukui'].includes(session)) return 'gnome';
  if (['kde', 'kde4', 'kde-plasma', 'plasma'].includes(session)) return 'kde';
  if (/xfce|xubuntu/u.test(session)) return 'none';
  if (env['GNOME_DESKTOP_SESSION_ID'] !== undefined) return 'gnome';
  return env['KDE_FULL_SESSION'] === undefined ? 'none' : 'kde';
}
