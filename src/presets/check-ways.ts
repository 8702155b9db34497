/** What is wrong with what a preset, or one of its places, says about the way of requests. */
import { canonicalHost } from '../settings/canonical-host.ts';
import { parseBypassEntries } from '../settings/parse-bypass-list.ts';
import { FULL_WIDTH, parseProxyServer } from '../settings/parse-proxy-uri.ts';
import { scriptAddressProblem } from '../settings/script-address.ts';
import { checkUrl } from './check-url.ts';
import { looksLikeAnother } from './look-alike.ts';
import type { PresetWays } from './preset.ts';
import type { Path, Report } from './report-problem.ts';

/** Looks through the proxies, the script and the exceptions. `at`: where they stand. */
export function checkWays(ways: PresetWays, at: Path, report: Report): void {
  const { proxies, pac, direct, autoDetect, bypass } = ways;
  if (typeof proxies === 'string') checkProxy(proxies, [...at, 'proxies'], report);
  else {
    for (const scheme of ['all', 'http', 'https', 'socks'] as const) {
      const address = proxies?.[scheme];
      if (address !== undefined) checkProxy(address, [...at, 'proxies', scheme], report);
    }
  }
  if (pac !== undefined) checkScript(pac, [...at, 'pac'], report);
  if (direct === true && (proxies !== undefined || autoDetect === true || (pac !== undefined && pac !== ''))) {
    report([...at, 'direct'], { kind: 'two-ways' });
  }
  if (typeof bypass === 'string') {
    if (bypass.split(/[,;]/u).some(isBadEntry)) report([...at, 'bypass'], { kind: 'bypass-entry' });
  } else {
    bypass?.forEach((entry, index) => {
      if (isBadEntry(entry)) report([...at, 'bypass', index], { kind: 'bypass-entry' });
    });
  }
}

/** An address of a proxy: nobody's name in it, and in letters that are what they seem. */
export function checkProxy(address: string, path: Path, report: Report): void {
  if (/[@＠]/u.test(address)) {
    report(path, { kind: 'secret' });
    return;
  }
  const server = parseProxyServer(address, path.at(-1) === 'socks' ? { defaultKind: 'socks5' } : {});
  if (server.state === 'invalid') report(path, { kind: 'address', problem: server.problem.kind });
  // `direct://` is what browsers write for none; a preset has a key for that, and no place takes it as a proxy.
  if (server.state === 'direct') report(path, { kind: 'address', problem: 'unknown-scheme' });
  if (server.state === 'valid' && looksLikeAnother(server.server.host)) report(path, { kind: 'look-alike' });
}

/** A script is fetched from http or https only: a file would be another one on every computer. */
function checkScript(pac: string, path: Path, report: Report): void {
  const problem = scriptAddressProblem(pac);
  if (problem === null) checkUrl(pac, path, report);
  else if (problem === 'unknown-scheme' || problem === 'invalid-host') report(path, { kind: 'url' });
  else report(path, { kind: 'script-address', problem });
}

/**
 * Whether an entry means nothing, or something else than it seems to: browsers take the full-width letters of an
 * input method, the marks of another list and four numbers that are no address for names, which then never match.
 */
function isBadEntry(entry: string): boolean {
  if (parseBypassEntries([entry], 'chromium').unparsed.length > 0) return true;
  if (FULL_WIDTH.test(entry) || /["'`\\|%(){}$^!&=+?#~]|\.\./u.test(entry)) return true;
  const isNumbers = /^\d+(?:\.\d+){3}(?::\d+)?$/u.test(entry.trim());
  return isNumbers && canonicalHost(entry.trim().replace(/:\d+$/u, '')) === null;
}
