/** Says everything that is wrong with a preset, and where; what passes can be applied without further questions. */
import { canonicalHost } from '../settings/canonical-host.ts';
import { authorityOf } from './authority.ts';
import { checkUrl } from './check-url.ts';
import { checkProxy, checkWays } from './check-ways.ts';
import { looksLikeAnother } from './look-alike.ts';
import { type ParsedPreset, parsePresetText } from './parse-preset.ts';
import { parseGateway, parseReachable } from './place-condition.ts';
import type { Preset } from './preset.ts';
import { fieldAt, isPolicyKey } from './preset-fields.ts';
import type { PresetProblem, PresetWarning } from './preset-problem.ts';
import { type PresetString, type PresetText, readPresetText } from './read-preset-text.ts';
import { type Path, type Report, reporter } from './report-problem.ts';
import { warningsOf } from './preset-warnings.ts';

/** A preset that was looked through. */
export interface CheckedPreset {
  /** `null` where something is wrong with it. */
  readonly preset: Preset | null;
  readonly problems: readonly PresetProblem[];
  readonly warnings: readonly PresetWarning[];
}

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
  checkStrings(text, report);
  checkWays(preset, [], report);
  preset.places?.forEach((place, index) => {
    checkWays(place, ['places', index], report);
    checkConditions(place.when, ['places', index, 'when'], report);
    if (preset.places?.findIndex(({ name }) => name === place.name) !== index) {
      report(['places', index, 'name'], { kind: 'same-name' });
    }
  });
  preset.controlSites?.forEach((url, index) => {
    checkUrl(url, ['controlSites', index], report);
  });
  preset.targets?.forEach((url, index) => {
    checkUrl(/^[a-z][a-z0-9+.-]*:/iu.test(url) ? url : `https://${url}`, ['targets', index], report);
  });
  preset.credentials?.forEach(({ proxy }, index) => {
    checkProxy(proxy, ['credentials', index, 'proxy'], report);
  });
  preset.inspectionCa?.forEach((named, index) => {
    checkAuthority(named, ['inspectionCa', index, 'certificate'], report);
  });
  checkRest(preset, report);
  return inOrder(problems);
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
    if (HIDDEN.test(one.text) && !isLinesOfCertificate(one)) report(one.path, { kind: 'hidden-signs' });
    if (one.isKey && SECRET_KEY.test(one.text)) report(one.path, { kind: 'secret' });
    // A URL with a name and a password in it is one wherever it stands.
    if (!one.isKey && /^\s*[a-z][a-z0-9+.-]*:\/\/[^/?#\s]*:[^/?#\s]*@/iu.test(one.text))
      report(one.path, { kind: 'secret' });
  }
}

/** Certificates are written in lines (RFC 7468). */
function isLinesOfCertificate({ path, text, isKey }: PresetString): boolean {
  return !isKey && fieldAt(path) === 'inspectionCa.certificate' && !HIDDEN.test(text.replace(/[\r\n]/gu, ''));
}

/** One that has expired is told as a warning: the rest of the preset goes on to hold. */
function checkAuthority(named: NonNullable<Preset['inspectionCa']>[number], path: Path, report: Report): void {
  if (named.certificate === undefined) {
    if (named.sha256 === undefined) report(path, { kind: 'no-authority' });
    return;
  }
  const found = authorityOf(named, [], 0);
  if (typeof found === 'string') report(path, { kind: 'authority', problem: found });
}

type Conditions = NonNullable<NonNullable<Preset['places']>[number]['when']>;

function checkConditions(when: Conditions | undefined, at: Path, report: Report): void {
  const each = (key: 'gateway' | 'dnsSuffix' | 'ssid' | 'reachable', isGood: (text: string) => boolean): void => {
    when?.[key]?.forEach((text, index) => {
      if (!isGood(text)) report([...at, key, index], { kind: 'condition' });
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
    report(['contact', 'email'], { kind: 'email' });
  }
  if (contact?.url !== undefined) checkUrl(contact.url, ['contact', 'url'], report);
  if (updates?.server !== undefined) {
    checkUrl(updates.server, ['updates', 'server'], report);
    if (/^http:/iu.test(updates.server.trim())) report(['updates', 'server'], { kind: 'not-encrypted' });
  }
  if (notBefore !== undefined && notAfter !== undefined && Date.parse(notBefore) > Date.parse(notAfter)) {
    report(['notAfter'], { kind: 'dates-reversed' });
  }
  locked?.forEach((key, index) => {
    if (!isPolicyKey(key)) report(['locked', index], { kind: 'unknown-lock' });
  });
  const named = Array.isArray(vpn?.requiredFor) ? vpn.requiredFor : [];
  named.forEach((text, index) => {
    if (parseReachable(text) === null) report(['vpn', 'requiredFor', index], { kind: 'condition' });
  });
}
