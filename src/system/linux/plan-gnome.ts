/** Which keys of GNOME have to change for other proxy settings. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { ChangeStep } from '../../change/change.ts';
import type { BypassList } from '../../settings/bypass-list.ts';
import { formatBypassList } from '../../settings/format-bypass-list.ts';
import { showBypassRule } from '../../settings/match-bypass.ts';
import type { ConfiguredServer, ProxySettings } from '../../settings/proxy-settings.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import { sameBypass, sameSettings } from '../../settings/same-settings.ts';
import type { PlanProblem } from '../settings-writer.ts';
import type { SystemTools } from '../system-tools.ts';
import { GNOME_SCHEMA, parseGnomeSettings } from './gnome-settings.ts';
import { createGsettingsStore } from './gsettings-store.ts';
import { formatGVariant, type GVariantValue } from './gvariant.ts';

type Manual = Extract<ProxySettings, { readonly mode: 'manual' }>;

/** A key below the schema, e.g. `http.host`, and what it is to hold. */
type Wanted = ReadonlyMap<string, GVariantValue>;

/** Returns the steps; none where GNOME says it already. */
export async function planGnome(
  tools: SystemTools,
  settings: ProxySettings,
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  const listing = await tools.run('gsettings', ['list-recursively', GNOME_SCHEMA], { signal, locale: 'C.UTF-8' });
  if (listing.state === 'missing') return refuse({ kind: 'not-here', source: 'gnome' });
  if (listing.state === 'failed') return refuse({ kind: 'unreadable', source: 'gnome', why: listing.why });
  if (listing.exitCode !== 0) return refuse({ kind: 'not-here', source: 'gnome' });
  const now = parseGnomeSettings(listing.stdout);
  if (now.state === 'read' && sameSettings(now.value, settings)) return ok([]);
  const current = now.state === 'read' && now.value.mode === 'manual' ? now.value.bypass : null;
  const wanted = wantedKeys(settings, current);
  if (!wanted.ok) return wanted;

  const steps = await Promise.all([...wanted.value].map((one) => stepFor(tools, one, signal)));
  const broken = steps.find((step) => 'why' in step);
  if (broken !== undefined && 'why' in broken) return refuse({ kind: 'unreadable', source: 'gnome', why: broken.why });
  return ok(steps.filter((step): step is ChangeStep => !('why' in step) && step.from !== step.to));
}

function wantedKeys(settings: ProxySettings, current: BypassList | null): Result<Wanted, PlanProblem> {
  switch (settings.mode) {
    case 'direct':
      return ok(new Map([['mode', 'none']]));
    case 'auto-detect':
      return ok(
        new Map([
          ['autoconfig-url', ''],
          ['mode', 'auto'],
        ]),
      );
    case 'pac':
      if (settings.bypass.rules.length > 0)
        return refuse({ kind: 'cannot-say', source: 'gnome', what: 'bypass-beside-pac' });
      return ok(
        new Map([
          ['autoconfig-url', settings.pacUrl],
          ['mode', 'auto'],
        ]),
      );
    case 'manual':
      return manualKeys(settings, current);
  }
}

/** The mode comes last, so that no program sees it before the addresses that it needs. */
function manualKeys({ servers, bypass }: Manual, current: BypassList | null): Result<Wanted, PlanProblem> {
  const { any } = servers;
  const isSocks = any?.state === 'valid' && any.server.kind === 'socks5';
  const forWeb = isSocks ? undefined : any;
  const slots = {
    http: servers.http ?? forWeb,
    https: servers.https ?? forWeb,
    ftp: servers.ftp ?? forWeb,
    socks: servers.socks ?? (isSocks ? any : undefined),
  };
  const keys = new Map<string, GVariantValue>();
  for (const [scheme, server] of Object.entries(slots)) {
    const kind = scheme === 'socks' ? 'socks5' : 'http';
    if (server === undefined) {
      keys.set(`${scheme}.host`, '');
      continue;
    }
    const place = placeOf(server, kind);
    if (place === null) return refuse({ kind: 'cannot-say', source: 'gnome', what: 'proxy-kind' });
    keys.set(`${scheme}.host`, place.host);
    keys.set(`${scheme}.port`, place.port);
  }
  if (bypass.reversed === true) return refuse({ kind: 'cannot-say', source: 'gnome', what: 'reversed-bypass' });
  if (current === null || !sameBypass(current, bypass)) {
    const { entries, lost } = formatBypassList(bypass, 'gnome');
    if (lost.length > 0)
      return refuse({ kind: 'cannot-say', source: 'gnome', what: 'bypass', entries: lost.map(showBypassRule) });
    keys.set('ignore-hosts', entries);
  }
  return ok(keys.set('mode', 'manual'));
}

/** GNOME has one kind of proxy in each of its places, and keeps addresses of version 6 without brackets. */
function placeOf(server: ConfiguredServer, kind: string): { readonly host: string; readonly port: number } | null {
  return server.state === 'valid' && server.server.kind === kind ? server.server : null;
}

async function stepFor(
  tools: SystemTools,
  [path, value]: readonly [string, GVariantValue],
  signal: AbortSignal,
): Promise<ChangeStep | { readonly why: string }> {
  const dot = path.indexOf('.');
  const schema = dot < 0 ? GNOME_SCHEMA : `${GNOME_SCHEMA}.${path.slice(0, dot)}`;
  const ref = { kind: 'gsettings', schema, key: path.slice(dot + 1) } as const;
  const now = await createGsettingsStore(tools, ref).read(signal);
  if (now.state === 'unreadable') return { why: now.why };
  const from = now.state === 'read' ? now.value : null;
  // Every text is empty unless it was set.
  const to = value === '' && from === null ? null : formatGVariant(value);
  const shown = from !== null && /[@＠]/u.test(from) && !from.startsWith('@as') ? redactProxyText(from) : from;
  return { ref, from, to, shown: { what: `${schema} ${ref.key}`, from: shown, to } };
}
