/** Decides what a person is told: one notice for each cause, one when it is over, and not too many. */
import type { CauseCode } from '../verdict/cause-code.ts';
import type { NoticeFacts } from './history-entry.ts';
import { isRefused } from './refused.ts';
import { hostOfUrl } from '../base/url-host.ts';

/** What one look at one URL found. */
export interface Finding {
  readonly url: string;
  readonly code: CauseCode;
}

/** A cause that is there. */
interface Standing {
  readonly key: string;
  readonly url: string;
  readonly code: CauseCode;
  /** Rounds in a row that found it. */
  readonly rounds: number;
  /** How it was told; `null` while it isn't confirmed. */
  readonly told: NoticeFacts['shown'] | null;
}

/** What is standing, and when somebody was last told of something new. */
export interface Notices {
  readonly standing: readonly Standing[];
  readonly toldAtMs: readonly number[];
}

export const NO_NOTICES: Notices = { standing: [], toldAtMs: [] };

/** How often the same cause must be found before it is news. */
const CONFIRMED = 2;

/** More news than this within an hour is a network that comes and goes; the history has it all. */
const MOST_AN_HOUR = 4;
const HOUR_MS = 3_600_000;

/** What a round changes, and what is to be told. */
export interface NoticeStep {
  readonly notices: Notices;
  readonly tell: readonly NoticeFacts[];
}

/** Returns what one round of looks makes of the notices. A round holds every URL that is watched. */
export function noticeRound(
  before: Notices,
  findings: readonly Finding[],
  now: { readonly nowMs: number; readonly isQuiet: boolean },
): NoticeStep {
  const tell: NoticeFacts[] = [];
  let toldAtMs = before.toldAtMs.filter((at) => at > now.nowMs - HOUR_MS);
  const standing: Standing[] = [];
  for (const finding of causesOf(findings)) {
    const known = before.standing.find((one) => one.key === finding.key);
    const rounds = (known?.rounds ?? 0) + 1;
    let told = known?.told ?? null;
    const isSure = rounds >= CONFIRMED || isRefused(finding.code);
    const isDue = told === null ? isSure : told === 'quiet-hours' && !now.isQuiet;
    if (isDue) {
      const shown = now.isQuiet ? 'quiet-hours' : toldAtMs.length >= MOST_AN_HOUR ? 'too-many' : 'yes';
      if (shown === 'yes') toldAtMs = [...toldAtMs, now.nowMs];
      tell.push({ kind: 'notice', notice: 'problem', code: finding.code, url: finding.url, shown });
      told = shown;
    }
    standing.push({ ...finding, rounds, told });
  }
  const gone = before.standing.filter((one) => one.told !== null && !standing.some(({ key }) => key === one.key));
  const well = new Set(findings.filter(({ code }) => code === 'ok').map(({ url }) => url));
  // Another cause in its place is told by itself; "it works again" would be wrong.
  const replaced = gone.filter(({ url }) => !well.has(url)).map((one) => ({ ...one, rounds: 0 }));
  tell.push(
    ...resolvedOf(
      gone.filter(({ url }) => well.has(url)),
      now.isQuiet,
    ),
  );
  return { notices: { standing: [...replaced, ...standing], toldAtMs }, tell };
}

/** A URL that works again is told once, whatever had followed what: the cause that was told last. */
function resolvedOf(gone: readonly Standing[], isQuiet: boolean): readonly NoticeFacts[] {
  const byUrl = new Map(gone.map((one) => [one.url, one]));
  return [...byUrl.values()].map(({ code, url, told }) => {
    const shown = told === 'yes' && isQuiet ? 'quiet-hours' : (told ?? 'too-many');
    return { kind: 'notice', notice: 'resolved', code, url, shown };
  });
}

/** One cause may show at several URLs; only what is wrong with a site itself counts for each site. */
function causesOf(findings: readonly Finding[]): readonly Pick<Standing, 'key' | 'url' | 'code'>[] {
  const causes = new Map<string, Pick<Standing, 'key' | 'url' | 'code'>>();
  for (const { url, code } of findings) {
    if (code === 'ok') continue;
    const key = code.startsWith('site.') || code.startsWith('tls.') ? `${code} ${hostOfUrl(url)}` : code;
    if (!causes.has(key)) causes.set(key, { key, url, code });
  }
  return [...causes.values()];
}
