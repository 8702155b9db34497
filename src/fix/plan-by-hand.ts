/** Fixes that only a person, or somebody else, can carry out: told exactly, watched where it can be seen. */
import { ok, refuse } from '../base/result.ts';
import type { Observation } from '../observation/observation.ts';
import type { Details } from '../verdict/rule.ts';
import type { FixSituation, FixStep, GuideArgs, GuideId, WatchFor } from './fix-flow.ts';
import { type Planned, wrongPlace } from './plan-servers.ts';
import { whereToSet } from './where-to-set.ts';

const VERIFY = { kind: 'verify', as: null, isByHand: false } as const;

/** Times between tries: together a minute and a half, which overload and rate limits often outlast, but not people. */
const WAITS_MS = [5_000, 20_000, 60_000];

/** What a server may ask for; longer than this is "another time". */
const MOST_RETRY_AFTER_MS = 600_000;

/** One thing to do by hand, then the diagnosis, which does not see what happens in a browser. */
export function planGuide(guide: GuideId, args: GuideArgs, watch: WatchFor | null): Planned {
  const isUnseen = watch === null && guide !== 'open-url';
  return ok([{ kind: 'guide', guide, args, watch }, isUnseen ? { ...VERIFY, isByHand: true } : VERIFY]);
}

export function planRequest(to: 'admin' | 'site'): Planned {
  return ok([{ kind: 'request', to }, VERIFY]);
}

/** A sign-in to the proxy, tried there before it is stored. */
export function planCredentials(details: Details, situation: FixSituation, isCorrection: boolean): Planned {
  const place = wrongPlace(details, situation);
  const leg = situation.route.find((one) => one.kind !== 'direct' && one.host === place?.host);
  if (place === null || leg === undefined || leg.kind === 'direct') return refuse({ kind: 'no-settings' });
  const proxy = { host: leg.host, port: leg.port, kind: leg.kind, realm: details.realm ?? '' };
  return ok([{ kind: 'ask-credentials', proxy, isCorrection }, VERIFY]);
}

/** The proxy stands aside for just the sign-in: a portal lets nothing through to it before. */
export function planPortal(details: Details, situation: FixSituation): Planned {
  const start = situation.observations.find((one) => one.probe === 'run.start');
  const url = details.suggestedUrl ?? start?.controlUrls.find((one) => one.startsWith('http:')) ?? situation.url;
  const guide: FixStep = { kind: 'guide', guide: 'sign-in-to-portal', args: { url }, watch: { on: 'portal-passed' } };
  const desk = whereToSet(situation);
  const usesProxy = desk.settings !== null && desk.settings.mode !== 'direct';
  const isDesktop = desk.how === 'write' && desk.verify === null;
  if (!usesProxy || !isDesktop) return ok([guide, VERIFY]);
  return ok([
    { kind: 'set-settings', source: desk.source, settings: { mode: 'direct' } },
    guide,
    { kind: 'put-back' },
    VERIFY,
  ]);
}

/** How each system sets its clock by itself. */
const CLOCK_COMMANDS = {
  linux: 'sudo timedatectl set-ntp true',
  macos: 'sudo sntp -sS time.apple.com',
  windows: 'w32tm /resync /force',
} as const;

export function planClock({ platform }: FixSituation): Planned {
  return planGuide('set-clock', { command: CLOCK_COMMANDS[platform] }, { on: 'clock' });
}

/** Tools that go another way than this computer, each told in its own syntax; one change for all of them. */
export function planToolProxy({ tools }: FixSituation): Planned {
  return tools === null ? refuse({ kind: 'no-settings' }) : ok([{ kind: 'set-places', ...tools }, VERIFY]);
}

/** The address that answered, diagnosed in place of the one that was typed. */
export function planCorrectUrl(details: Details): Planned {
  const { suggestedUrl } = details;
  return suggestedUrl === undefined
    ? planGuide('check-url', {}, null)
    : planGuide('open-url', { url: suggestedUrl }, null);
}

export function planBrowserData({ url, browsers }: FixSituation): Planned {
  const lines = browsers.map(({ name, page, passwords }) =>
    page === '' ? `${name}: ⌘ ,` : `${name}: ${page}  ${passwords}`,
  );
  const args = { url: new URL(url).host, browsers: lines.join('\n') };
  return planGuide('clear-browser-data', args, null);
}

/** After the time that the server asks for, else after growing waits. */
export function planTryLater({ observations }: FixSituation): Planned {
  const asked = observations.flatMap(retryAfterMs).filter((ms) => ms <= MOST_RETRY_AFTER_MS);
  const first = Math.max(0, ...asked);
  return ok([{ kind: 'wait', waitsMs: first > 0 ? [first, ...WAITS_MS.slice(1)] : WAITS_MS }, VERIFY]);
}

/** `Retry-After` as seconds, or as a date beside the answer's own `Date` (RFC 9110 section 10.2.3). */
function retryAfterMs(one: Observation): readonly number[] {
  if (one.probe !== 'http.exchange' && one.probe !== 'proxy.handshake') return [];
  const header = (name: string): string | undefined =>
    one.reply?.headers.find(([given]) => given.toLowerCase() === name)?.[1];
  const value = header('retry-after');
  if (value === undefined) return [];
  if (/^\d{1,7}$/u.test(value)) return [Number(value) * 1_000];
  const ms = Date.parse(value) - Date.parse(header('date') ?? '');
  return Number.isFinite(ms) && ms > 0 ? [ms] : [];
}
