/** Says everything that is wrong with a preset, and where; what passes can be applied without further questions. */
import { canonicalHost } from '../settings/canonical-host.ts';
import { parseBypassEntries, parseBypassList } from '../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../settings/parse-proxy-uri.ts';
import { looksLikeAnother } from './look-alike.ts';
import { type ParsedPreset, parsePresetText } from './parse-preset.ts';
import { parseGateway, parseReachable } from './place-condition.ts';
import type { Preset, PresetWays } from './preset.ts';
import { isPolicyKey } from './preset-fields.ts';
import type { PlainProblem, PresetProblem, PresetWarning } from './preset-problem.ts';
import { type PresetText, readPresetText } from './read-preset-text.ts';
import { warningsOf } from './preset-warnings.ts';

/** A preset that was looked through. */
export interface CheckedPreset {
  /** `null` where something is wrong with it. */
  readonly preset: Preset | null;
  readonly problems: readonly PresetProblem[];
  readonly warnings: readonly PresetWarning[];
}

/** Nobody corrects more at a time. */
const MOST_PROBLEMS = 50;

type Path = readonly (string | number)[];
type Report = (path: Path, kind: PlainProblem) => void;

/** Looks a file through. `nowMs`: the wall clock, for the dates in it. */
export function checkPreset(text: string, nowMs: number): CheckedPreset {
  const parsed = parsePresetText(text);
  if (!parsed.ok) {
    // A password is worth telling also where the rest has to be written anew.
    const file = readPresetText(text);
    const more: PresetProblem[] = [];
    if (file.ok) checkStrings(file.value, reporter(file.value, more));
    return { preset: null, problems: inOrder([...parsed.problem, ...more]), warnings: [] };
  }
  const problems = problemsOf(parsed.value);
  return {
    preset: problems.length === 0 ? parsed.value.preset : null,
    problems,
    warnings: warningsOf(parsed.value, nowMs),
  };
}

function problemsOf(parsed: ParsedPreset): readonly PresetProblem[] {
  const { preset, text } = parsed;
  const problems: PresetProblem[] = [];
  const report = reporter(text, problems);
  const reportAddress = (path: Path, address: string, socks: boolean): void => {
    if (/[@＠]/u.test(address)) {
      report(path, 'secret');
      return;
    }
    const server = parseProxyServer(address, socks ? { defaultKind: 'socks5' } : {});
    if (server.state === 'invalid' && problems.length < MOST_PROBLEMS) {
      problems.push({ kind: 'address', ...text.locate(path), problem: server.problem.kind });
    }
    if (server.state === 'valid' && looksLikeAnother(server.server.host)) report(path, 'look-alike');
  };
  checkStrings(text, report);
  checkWays(preset, [], { report, reportAddress });
  preset.places?.forEach((place, index) => {
    checkWays(place, ['places', index], { report, reportAddress });
    checkConditions(place.when, ['places', index, 'when'], report);
    if (preset.places?.findIndex(({ name }) => name === place.name) !== index) {
      report(['places', index, 'name'], 'same-name');
    }
  });
  preset.controlSites?.forEach((url, index) => {
    checkUrl(url, ['controlSites', index], report);
  });
  preset.targets?.forEach((url, index) => {
    checkUrl(/^[a-z][a-z0-9+.-]*:/iu.test(url) ? url : `https://${url}`, ['targets', index], report);
  });
  preset.credentials?.forEach(({ proxy }, index) => {
    reportAddress(['credentials', index, 'proxy'], proxy, false);
  });
  checkRest(preset, report);
  return inOrder(problems);
}

/** Reports into a list, up to a bound. */
function reporter({ locate }: PresetText, problems: PresetProblem[]): Report {
  return (path, kind) => {
    if (problems.length < MOST_PROBLEMS) problems.push({ kind, ...locate(path) });
  };
}

/** In the order of the file, each thing once. */
function inOrder(problems: readonly PresetProblem[]): readonly PresetProblem[] {
  const place = (problem: PresetProblem): number => ('line' in problem ? problem.line * 1e7 + problem.column : 0);
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].toSorted((a, b) => place(a) - place(b));
}

/** Keys that are there to hold a secret, in whatever part of the file. */
const SECRET_KEY =
  /^(?:pass(?:word|wd|phrase|code)?|pwd|pw|secret|client[-_]?secret|token|api[-_]?key|(?:proxy[-_]?)?auth(?:orization)?|cookie|private[-_]?key|パスワード)s?$/iu;

/** Signs that nobody sees, or that turn the text around. */
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/u;

function checkStrings({ strings }: PresetText, report: Report): void {
  for (const one of strings) {
    if (HIDDEN.test(one.text)) report(one.path, 'hidden-signs');
    if (one.isKey && SECRET_KEY.test(one.text)) report(one.path, 'secret');
    // A URL with a name and a password in it is one wherever it stands.
    if (!one.isKey && /^\s*[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*:[^/?#\s]*@/iu.test(one.text)) report(one.path, 'secret');
  }
}

function checkWays(
  ways: PresetWays,
  at: Path,
  { report, reportAddress }: { report: Report; reportAddress: (path: Path, address: string, socks: boolean) => void },
): void {
  const { proxies, pac, direct, autoDetect, bypass } = ways;
  if (typeof proxies === 'string') reportAddress([...at, 'proxies'], proxies, false);
  else {
    for (const scheme of ['all', 'http', 'https', 'socks'] as const) {
      const address = proxies?.[scheme];
      if (address !== undefined) reportAddress([...at, 'proxies', scheme], address, scheme === 'socks');
    }
  }
  if (pac !== undefined && pac !== '') checkUrl(pac, [...at, 'pac'], report);
  if (direct === true && (proxies !== undefined || autoDetect === true || (pac !== undefined && pac !== ''))) {
    report([...at, 'direct'], 'two-ways');
  }
  if (typeof bypass === 'string') {
    if (parseBypassList(bypass, 'chromium').unparsed.length > 0) report([...at, 'bypass'], 'bypass-entry');
  } else {
    bypass?.forEach((entry, index) => {
      if (parseBypassEntries([entry], 'chromium').unparsed.length > 0) report([...at, 'bypass', index], 'bypass-entry');
    });
  }
}

type Conditions = NonNullable<NonNullable<Preset['places']>[number]['when']>;

function checkConditions(when: Conditions | undefined, at: Path, report: Report): void {
  const each = (key: 'gateway' | 'dnsSuffix' | 'ssid' | 'reachable', isGood: (text: string) => boolean): void => {
    when?.[key]?.forEach((text, index) => {
      if (!isGood(text)) report([...at, key, index], 'condition');
    });
  };
  each('gateway', (text) => parseGateway(text) !== null);
  each('dnsSuffix', (text) => canonicalHost(text.replace(/^\./u, '')) !== null);
  // IEEE 802.11: 32 bytes.
  each('ssid', (text) => Buffer.byteLength(text) <= 32);
  each('reachable', (text) => {
    const reachable = parseReachable(text);
    return reachable !== null && !looksLikeAnother(reachable.host);
  });
}

function checkRest(preset: Preset, report: Report): void {
  const { contact, updates, notBefore, notAfter, locked, vpn } = preset;
  if (contact?.email !== undefined && !/^[^\s@<>,;:"]{1,64}@[^\s@<>,;:"]{1,253}$/u.test(contact.email)) {
    report(['contact', 'email'], 'email');
  }
  if (contact?.url !== undefined) checkUrl(contact.url, ['contact', 'url'], report);
  if (updates?.server !== undefined) {
    checkUrl(updates.server, ['updates', 'server'], report);
    if (/^http:/iu.test(updates.server.trim())) report(['updates', 'server'], 'not-encrypted');
  }
  if (notBefore !== undefined && notAfter !== undefined && Date.parse(notBefore) > Date.parse(notAfter)) {
    report(['notAfter'], 'dates-reversed');
  }
  locked?.forEach((key, index) => {
    if (!isPolicyKey(key)) report(['locked', index], 'unknown-lock');
  });
  const named = Array.isArray(vpn?.requiredFor) ? vpn.requiredFor : [];
  named.forEach((text, index) => {
    if (parseReachable(text) === null) report(['vpn', 'requiredFor', index], 'condition');
  });
}

/** An address that may be opened: http or https, nobody's name in it, and in letters that are what they seem. */
function checkUrl(text: string, path: Path, report: Report): void {
  if (!URL.canParse(text)) {
    report(path, 'url');
    return;
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') report(path, 'url');
  else if (url.username !== '' || url.password !== '') report(path, 'secret');
  else if (looksLikeAnother(url.hostname)) report(path, 'look-alike');
}
