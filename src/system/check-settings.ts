/** Refuses what must not reach an operating system, whichever source is to be written. */
import { formatProxyServer, parseProxyServer } from '../settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import { redactProxyText } from '../settings/redact-proxy-text.ts';
import { scriptAddressProblem } from '../settings/script-address.ts';
import type { PlanProblem } from './settings-writer.ts';
import type { WritableSource } from '../settings/writable-source.ts';

/** Returns why settings can't be written anywhere; `null` where nothing speaks against it. */
export function settingsProblem(source: WritableSource, settings: ProxySettings): PlanProblem | null {
  if (settings.mode === 'pac') return scriptProblem(source, settings.pacUrl) ?? bypassProblem(source, settings);
  if (settings.mode !== 'manual') return null;
  for (const server of Object.values(settings.servers)) {
    if (server.state === 'invalid') return { kind: 'invalid-address', problem: server.problem };
    if (server.state === 'direct') return { kind: 'cannot-say', source, what: 'proxy-kind' };
    if (server.credentials !== undefined) return { kind: 'cannot-say', source, what: 'credentials' };
    // Also where somebody built the server without parsing it.
    const again = parseProxyServer(formatProxyServer(server.server));
    if (again.state === 'invalid') return { kind: 'invalid-address', problem: again.problem };
    if (again.state !== 'valid' || formatProxyServer(again.server) !== formatProxyServer(server.server))
      return { kind: 'invalid-address', problem: { kind: 'invalid-host', text: redactProxyText(server.server.host) } };
  }
  if (Object.keys(settings.servers).length === 0) return { kind: 'invalid-address', problem: { kind: 'empty' } };
  return bypassProblem(source, settings);
}

function bypassProblem(
  source: WritableSource,
  { bypass }: Extract<ProxySettings, { readonly mode: 'manual' | 'pac' }>,
): PlanProblem | null {
  if (bypass.unparsed.length === 0) return null;
  return { kind: 'cannot-say', source, what: 'bypass', entries: bypass.unparsed.slice(0, 10).map(redactProxyText) };
}

function scriptProblem(source: WritableSource, url: string): PlanProblem | null {
  const kind = scriptAddressProblem(url);
  if (kind === 'empty') return { kind: 'invalid-address', problem: { kind } };
  if (kind !== null) return { kind: 'invalid-address', problem: { kind, text: redactProxyText(url) } };
  const { username, password } = new URL(url);
  return username === '' && password === '' ? null : { kind: 'cannot-say', source, what: 'credentials' };
}
