/**
 * Says of a visit whether the site certainly answered, by the same marks as a diagnosis (src/verdict/rules/site.ts), and
 * where not, with which other visits it shares its fate: those are diagnosed once.
 */
import { isLoopback } from '../settings/canonical-host.ts';
import { listOf, valuesOf } from '../relay/header-fields.ts';
import type { ReplyHead } from '../relay/reply-head.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Visit, VisitStep } from './light-visit.ts';
import { redirectOf } from './light-visit.ts';
import type { HopEnd } from './visit-hop.ts';
import { isOfTheWay } from './way-causes.ts';

/** Under which name a finding may be shared, and which findings may be. */
export interface Likeness {
  readonly name: string;
  readonly shares: (code: CauseCode) => boolean;
}

export type Judged =
  | { readonly is: 'answered'; readonly status: number }
  | {
      readonly is: 'unclear';
      readonly status: number | null;
      readonly likenesses: readonly Likeness[];
      /** The proxy did not take the request: what else is sent to it now would meet the same. */
      readonly isWay: boolean;
    };

/** Judges a visit. `isSignedInAtSite`: the URL carries a sign-in, so that its replies are its own. */
export function judgeVisit(visit: Visit, { isSignedInAtSite }: { readonly isSignedInAtSite: boolean }): Judged {
  const last = visit.at(-1) ?? visit[0];
  const { end } = last;
  if (end.is === 'reply' && end.reply.status < 400 && !leadsOn(last)) {
    const doubt = doubtOn(visit, last, end);
    if (doubt === null) return { is: 'answered', status: end.reply.status };
    const name = `doubt ${legText(end.leg)} ${doubt}`;
    // That one such page was genuine says that this way brings genuine pages; a page that was not says nothing of others.
    const likeness: Likeness = { name, shares: (code) => code === 'ok' || isOfTheWay(code) };
    return { is: 'unclear', status: end.reply.status, likenesses: doubt === 'alone' ? [] : [likeness], isWay: false };
  }
  return {
    is: 'unclear',
    status: end.is === 'reply' || end.is === 'refused' ? end.reply.status : null,
    likenesses: leadsOn(last) || isSignedInAtSite ? [] : likenessesOf(last),
    isWay: end.is === 'failed' && end.isWay,
  };
}

/** The redirects went in a ring, or on for ever. */
function leadsOn({ target, end }: VisitStep): boolean {
  return end.is === 'reply' && redirectOf(target, end.reply) !== null;
}

/** Plain pages may be anybody's; what is asked next to know better depends on the way alone, but for `alone`. */
function doubtOn(
  visit: Visit,
  last: VisitStep,
  { leg, form, reply, isSignedIn }: Extract<HopEnd, { readonly is: 'reply' }>,
): 'portal' | 'unmarked' | 'alone' | null {
  if (last.target.scheme === 'https') return null;
  if (form === 'origin') return leg.kind === 'direct' && !isLoopback(last.target.host) ? 'portal' : null;
  if (visit.some((one) => crossesHosts(one) || saysItself(one))) return 'alone';
  const bearsMarks = MARKS.some((name) => valuesOf(reply.fields, name).length > 0);
  const hasVia = valuesOf(reply.fields, 'via').length > 0;
  return isSignedIn || (bearsMarks && (hasVia || reply.status >= 300)) ? null : 'unmarked';
}

/** A proxy that will not let somebody pass may lead to a page of its own. */
function crossesHosts({ target, end }: VisitStep): boolean {
  if (end.is !== 'reply' || end.form !== 'absolute') return false;
  const to = redirectOf(target, end.reply);
  return to !== null && to.host !== target.host;
}

/** The proxy says that the reply is its own. */
function saysItself({ end }: VisitStep): boolean {
  if (end.is !== 'reply' || end.form !== 'absolute') return false;
  const { fields } = end.reply;
  return (
    valuesOf(fields, 'x-squid-error').length > 0 ||
    valuesOf(fields, 'proxy-authenticate').length > 0 ||
    /;\s*error\s*=/.test(valuesOf(fields, 'proxy-status').join(','))
  );
}

const MARKS = ['via', 'proxy-status', 'proxy-agent', 'proxy-authentication-info', 'x-cache'];

/** Statuses of a site that mean the same for whichever page; 401 and the plain 400 have look-alikes of their own. */
const SITE_STATUS: ReadonlySet<CauseCode> = new Set<CauseCode>([
  'site.not-found',
  'site.forbidden',
  'site.error',
  'site.rate-limited',
]);

function likenessesOf({ target, end }: VisitStep): readonly Likeness[] {
  const leg = end.leg === null ? '' : legText(end.leg);
  const site = `${target.host}:${String(target.port)}`;
  const both = (what: string, onWay: (code: CauseCode) => boolean = isOfTheWay): readonly Likeness[] => [
    { name: `${what} | ${leg}`, shares: onWay },
    { name: `${what} | ${leg} | ${site}`, shares: (code) => code !== 'ok' && code !== 'undetermined' },
  ];
  switch (end.is) {
    case 'failed':
      return both(`${end.isWay ? 'way' : 'site'} ${end.cause}`);
    case 'untrusted':
      return both(
        `tls ${end.failure.kind} ${end.failure.code ?? ''} ${end.issuer}`,
        (code) => isOfTheWay(code) || (end.issuer !== '' && code === 'tls.intercepted-untrusted'),
      );
    case 'refused':
      return both(`refused ${String(end.reply.status)} ${marksOf(end.reply)}`);
    case 'reply': {
      const { status } = end.reply;
      const isOneOfMany = status === 401 || (target.scheme === 'http' && [400, 426, 497, 502].includes(status));
      if (isOneOfMany) return [];
      const what = `reply ${target.scheme} ${end.form} ${String(status)} ${marksOf(end.reply)}`;
      return both(what, (code) => isOfTheWay(code) || SITE_STATUS.has(code));
    }
  }
}

/** What tells a proxy's own reply from one that it passed on. */
function marksOf({ fields }: ReplyHead): string {
  const via = listOf(fields, 'via').length;
  const own = ['x-squid-error', 'proxy-status', 'proxy-authenticate', 'retry-after'].map(
    // What follows the name of squid's error is its number in the system.
    (name) => valuesOf(fields, name).join(',').split(' ')[0] ?? '',
  );
  return JSON.stringify([via, ...own]).slice(0, 500);
}

function legText(leg: Leg): string {
  return leg.kind === 'direct' ? 'direct' : `${leg.kind} ${leg.host}:${String(leg.port)}`;
}
