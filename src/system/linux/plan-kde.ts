/** How KDE's file has to change for other proxy settings; everything else in it stays as it is, byte by byte. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { ChangeStep } from '../../change/change.ts';
import { formatBypassList } from '../../settings/format-bypass-list.ts';
import { showBypassRule } from '../../settings/match-bypass.ts';
import { formatProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings } from '../../settings/proxy-settings.ts';
import { sameBypass, sameSettings } from '../../settings/same-settings.ts';
import { createFileStore } from '../file-store.ts';
import type { PlanProblem } from '../settings-writer.ts';
import type { SystemTools } from '../system-tools.ts';
import { desktopStore } from './desktop.ts';
import { editKioslaverc } from './edit-kioslaverc.ts';
import { kdeFiles, readKdeValues } from './kde-files.ts';
import { parseKioslaverc, readKdeSettings, showKioslaverc } from './kioslaverc.ts';

type Manual = Extract<ProxySettings, { readonly mode: 'manual' }>;

/** Returns the one step; none where KDE says it already. */
export async function planKde(
  tools: SystemTools,
  settings: ProxySettings,
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  const { own } = kdeFiles(tools);
  const [file, values] = await Promise.all([createFileStore(own).read(signal), readKdeValues(tools)]);
  if (file.state === 'unreadable') return refuse({ kind: 'unreadable', source: 'kde', why: file.why });
  if (values.state === 'absent' && desktopStore(tools.env) !== 'kde')
    return refuse({ kind: 'not-here', source: 'kde' });
  const now = values.state === 'read' ? readKdeSettings(values.value, tools.env) : values;
  if (now.state === 'read' && sameSettings(now.value, settings)) return ok([]);
  const current = now.state === 'read' && now.value.mode === 'manual' ? now.value : null;
  const wanted = wantedKeys(settings, current);
  if (!wanted.ok) return wanted;

  const from = file.state === 'read' ? file.value : null;
  const to = editKioslaverc(from ?? '', new Map([...wanted.value].map(([key, value]) => [key, asBytes(value)])));
  const shownOf = (text: string | null): string | null =>
    text === null ? null : showKioslaverc(parseKioslaverc(Buffer.from(text, 'latin1').toString('utf8')));
  const shown = { what: own, from: shownOf(from), to: shownOf(to) };
  return ok(from === to ? [] : [{ ref: { kind: 'file', path: own }, from, to, shown }]);
}

/** Keys and their values; `null`: the key goes. */
type Wanted = ReadonlyMap<string, string | null>;

function wantedKeys(settings: ProxySettings, current: Manual | null): Result<Wanted, PlanProblem> {
  switch (settings.mode) {
    case 'direct':
      return ok(new Map([['ProxyType', '0']]));
    case 'auto-detect':
      return ok(new Map([['ProxyType', '3']]));
    case 'pac':
      if (settings.bypass.rules.length > 0)
        return refuse({ kind: 'cannot-say', source: 'kde', what: 'bypass-beside-pac' });
      return ok(
        new Map([
          ['ProxyType', '2'],
          ['Proxy Config Script', settings.pacUrl],
        ]),
      );
    case 'manual':
      return manualKeys(settings, current);
  }
}

function manualKeys({ servers, bypass }: Manual, current: Manual | null): Result<Wanted, PlanProblem> {
  const { any } = servers;
  const isSocks = any?.state === 'valid' && (any.server.kind === 'socks5' || any.server.kind === 'socks4');
  const forWeb = isSocks ? undefined : any;
  const keys = new Map<string, string | null>([
    ['ProxyType', '1'],
    ['httpProxy', serverText(servers.http ?? forWeb)],
    ['httpsProxy', serverText(servers.https ?? forWeb)],
    ['ftpProxy', serverText(servers.ftp ?? forWeb)],
    ['socksProxy', serverText(servers.socks ?? (isSocks ? any : undefined))],
  ]);
  if (current === null || !sameBypass(current.bypass, bypass)) {
    const { text, lost } = formatBypassList(bypass, 'kde');
    if (lost.length > 0)
      return refuse({ kind: 'cannot-say', source: 'kde', what: 'bypass', entries: lost.map(showBypassRule) });
    keys.set('NoProxyFor', text === '' ? null : text);
    keys.set('ReversedException', bypass.reversed === true ? 'true' : null);
  }
  return ok(keys);
}

/** A blank stands before the port, as KDE writes it itself. */
function serverText(server: ConfiguredServer | undefined): string | null {
  if (server?.state !== 'valid') return null;
  return formatProxyServer(server.server).replace(/:([0-9]+)$/u, ' $1');
}

/** A store's text is bytes; KDE's file is UTF-8. */
function asBytes(value: string | null): string | null {
  return value === null ? null : Buffer.from(value, 'utf8').toString('latin1');
}
