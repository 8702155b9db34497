/** Makes one preset fit sources of all kinds: what a source can't say exactly is said as near as it comes, and told. */
import { EMPTY_BYPASS } from '../settings/bypass-list.ts';
import { parseBypassEntries } from '../settings/parse-bypass-list.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { PresetSource } from '../settings/writable-source.ts';
import { BYPASS_DIALECTS } from '../system/settings-writer.ts';
import { formatExceptions } from '../tools/exceptions.ts';

/** What became of the exceptions of a preset in one source. */
export interface FittedSource {
  readonly source: PresetSource;
  /** Left out: the source has no words for them. */
  readonly lost: readonly string[];
  /** They also cover names beside them there. */
  readonly wider: readonly string[];
}

/** Returns the settings as the source can say them. */
export function fitSettings(
  settings: ProxySettings,
  source: PresetSource,
): { readonly settings: ProxySettings; readonly fitted: FittedSource } {
  const fitted = { source, lost: [], wider: [] };
  // A script decides by itself which hosts go directly; no desktop looks at a list beside it.
  if (settings.mode === 'pac') return { settings: { ...settings, bypass: EMPTY_BYPASS }, fitted };
  if (settings.mode !== 'manual') return { settings, fitted };
  const dialect = BYPASS_DIALECTS[source];
  const { entries, lost, wider } = formatExceptions(settings.bypass, dialect);
  const bypass = parseBypassEntries(entries, dialect);
  return {
    settings: { ...settings, servers: serversFor(settings.servers, source), bypass },
    fitted: { source, lost, wider },
  };
}

type Servers = Extract<ProxySettings, { readonly mode: 'manual' }>['servers'];

/** In variables, "all" goes before the others or after them, as the program likes: each scheme gets its own there. */
function serversFor(servers: Servers, source: PresetSource): Servers {
  const { any, ...others } = servers;
  const isMixed = any !== undefined && (others.http ?? others.https ?? others.ftp) !== undefined;
  if (!isMixed || (source !== 'env' && source !== 'etc-environment')) return servers;
  return { ...others, http: others.http ?? any, https: others.https ?? any };
}
