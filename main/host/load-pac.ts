/** One PAC script by itself, for whoever wants to try it, look it over, or compare it with another. */
import { pathToFileURL } from 'node:url';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import { fetchPac } from '../../src/pac/fetch-pac.ts';
import { findDeadProxies } from '../../src/pac/lint-answers.ts';
import type { LintFinding } from '../../src/pac/lint-finding.ts';
import { lintPac } from '../../src/pac/lint-pac.ts';
import { myAddresses } from '../../src/pac/my-addresses.ts';
import { createPacEngine, type PacScript } from '../../src/pac/pac-engine.ts';
import type { PacProblem } from '../../src/pac/pac-problem.ts';
import { systemAddresses } from '../../src/pac/system-names.ts';
import { openSocket } from '../../src/probe/connect.ts';
import type { ProxyServer } from '../../src/settings/proxy-server.ts';
import type { PacHostTools } from './lazy-pac.ts';
import { builtInCertificates } from './system-certificates.ts';

/** Returns the script, ready to be asked. `address`: a URL or an absolute path. It is the caller's to dispose. */
export async function loadPac(
  tools: PacHostTools,
  address: string,
  signal: AbortSignal,
): Promise<Result<PacScript, PacProblem>> {
  const text = await loadPacText(tools, address, signal);
  if (!text.ok) return text;
  const engine = createPacEngine({ clock: tools.clock, myAddresses, resolve: systemAddresses });
  return engine.load(text.value, { signal });
}

/** Returns what is to be said about the script; with `probe`, also which of its proxies take no connections. */
export async function lintPacAt(
  tools: PacHostTools,
  address: string,
  { signal, probe }: { readonly signal: AbortSignal; readonly probe: boolean },
): Promise<Result<readonly LintFinding[], PacProblem>> {
  const text = await loadPacText(tools, address, signal);
  if (!text.ok) return text;
  const dead = probe ? await findDeadProxies(text.value, takesConnections, signal) : [];
  return ok([...lintPac(text.value), ...dead].toSorted((a, b) => a.line - b.line));
}

async function loadPacText(
  tools: PacHostTools,
  address: string,
  signal: AbortSignal,
): Promise<Result<string, PacProblem>> {
  const isUrl = /^[a-z][a-z0-9+.-]+:/i.test(address) && !/^[a-z]:[\\/]/i.test(address);
  const url = isUrl ? address : pathToFileURL(address).href;
  if (!URL.canParse(url)) return refuse({ kind: 'unreachable', detail: 'not a URL' });
  const ca = [...builtInCertificates(), ...(await tools.trustAnchors())];
  return (await fetchPac(url, { signal, ca })).script;
}

/** Whether a connection is accepted at any address of the proxy; nothing is sent. */
async function takesConnections({ host, port }: ProxyServer, signal: AbortSignal): Promise<boolean> {
  const addresses = await systemAddresses(host, 'any', signal);
  for (const address of addresses ?? []) {
    const opened = await openSocket({ address, port, deadline: 'tcpConnect', signal });
    if (opened.socket === null) continue;
    opened.socket.destroy();
    return true;
  }
  return false;
}
