/** Settings as a person types them into a form, and what they mean. */
import { parseBypassEntries } from './parse-bypass-list.ts';
import { parseProxyServer } from './parse-proxy-uri.ts';
import type { ProxyAddressProblem, ProxySettings, SettingsScheme } from './proxy-settings.ts';
import { scriptAddressProblem } from './script-address.ts';

/** What a form holds. Exceptions are entries as browsers read them, whatever the source writes. */
export type EditedSettings =
  | { readonly mode: 'direct' }
  | { readonly mode: 'auto-detect' }
  | { readonly mode: 'pac'; readonly pacUrl: string }
  | {
      readonly mode: 'manual';
      readonly servers: readonly EditedServer[];
      readonly bypass: readonly string[];
      /** The proxy is used for the listed hosts only. */
      readonly isReversed: boolean;
    };

/** One address by the scheme that it is for. */
export interface EditedServer {
  readonly scheme: SettingsScheme;
  /** `kind://host:port` */
  readonly address: string;
}

/** What is wrong in a form, by the field it is in; worded in `messages`. */
export interface EditProblem {
  readonly field: 'pacUrl' | SettingsScheme;
  readonly kind: ProxyAddressProblem['kind'] | 'no-script-address';
}

/** Returns the settings that a form means, and everything in it that can't be used. */
export function readEdited(edited: EditedSettings): {
  readonly settings: ProxySettings;
  readonly problems: readonly EditProblem[];
} {
  switch (edited.mode) {
    case 'direct':
    case 'auto-detect':
      return { settings: { mode: edited.mode }, problems: [] };
    case 'pac': {
      const pacUrl = scriptUrl(edited.pacUrl);
      const settings = { mode: 'pac', pacUrl: pacUrl ?? '', bypass: parseBypassEntries([], 'chromium') } as const;
      return { settings, problems: pacUrl === null ? [{ field: 'pacUrl', kind: 'no-script-address' }] : [] };
    }
    case 'manual': {
      const servers = edited.servers.map(({ scheme, address }) => ({ scheme, server: parseProxyServer(address) }));
      const bypass = parseBypassEntries(edited.bypass, 'chromium');
      const settings = {
        mode: 'manual',
        servers: Object.fromEntries(servers.map(({ scheme, server }) => [scheme, server])),
        bypass: edited.isReversed ? { ...bypass, reversed: true } : bypass,
      } as const;
      const problems = servers.flatMap(({ scheme, server }) =>
        server.state === 'invalid' ? [{ field: scheme, kind: server.problem.kind }] : [],
      );
      return { settings, problems };
    }
  }
}

/** A script's address as every operating system takes it; a file of this computer by its URL. */
function scriptUrl(text: string): string | null {
  const trimmed = text.trim();
  const address = trimmed.startsWith('/') ? `file://${trimmed}` : trimmed;
  // Not every operating system takes other letters.
  if (!/^[\u0021-\u007e]+$/u.test(address) || scriptAddressProblem(address) !== null) return null;
  return address;
}
