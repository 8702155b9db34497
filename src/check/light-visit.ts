/** Visits a URL as a browser would, redirects followed, with as little as tells that it answers. */
import { basicHeader } from '../auth/basic.ts';
import { openPromise } from '../base/open-promise.ts';
import type { Secret } from '../base/secret.ts';
import { CookieJar } from '../probe/cookie-jar.ts';
import { valuesOf } from '../relay/header-fields.ts';
import { followLink } from '../relay/open-tunnel.ts';
import type { ReplyHead } from '../relay/reply-head.ts';
import type { ParsedTarget } from '../route/parse-target.ts';
import type { Target } from '../route/target.ts';
import type { Express } from './express.ts';
import { targetOfUrl } from './request-parts.ts';
import type { VisitEnd } from './visit-end.ts';
import { visitHop, type HopEnd, type VisitTools } from './visit-hop.ts';

/** One request of a visit with its end. */
export interface VisitStep {
  readonly target: Target;
  readonly end: HopEnd;
}

/** All requests in order; at least one, and none where the visit was broken off. */
export type Visit = readonly [VisitStep, ...VisitStep[]];

/** As many as browsers follow (Fetch standard, HTTP-redirect fetch). */
const MOST_REDIRECTS = 20;

/** The turns of a visit's requests. */
export interface VisitTurns {
  /** Waited for before each request. */
  enter(to: Target): Promise<void>;
  /** After each. */
  leave(): void;
}

/** Makes the visit. `null`: broken off. */
export async function visitLightly(
  tools: VisitTools & { readonly express: Express },
  { target, siteCredentials }: ParsedTarget,
  { end: over, turns }: { readonly end: VisitEnd; readonly turns: VisitTurns },
): Promise<Visit | null> {
  const authorization =
    siteCredentials === undefined ? null : basicHeader({ ...siteCredentials, from: 'uri' }, { isUtf8: false });
  const first = await step(target, null, authorization);
  if (first === null) return null;
  const to = leadsTo(first);
  return to === null ? [first] : follow(first, to);

  async function follow(from: VisitStep, next: Target): Promise<Visit | null> {
    const jar = new CookieJar();
    const seen = new Set<string>();
    const steps: [VisitStep, ...VisitStep[]] = [from];
    let last = from;
    for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
      const to = redirects === 0 ? next : leadsTo(last);
      if (to === null || last.end.is !== 'reply') break;
      seen.add(jar.fingerprint(last.target.url));
      jar.take(last.target.url, valuesOf(last.end.reply.fields, 'set-cookie'));
      if (seen.has(jar.fingerprint(to.url))) break;
      const made = await step(to, jar.headerFor(to.url), null);
      if (made === null) return null;
      steps.push(made);
      last = made;
    }
    return steps;
  }

  async function step(to: Target, cookie: Secret | null, siteSignIn: Secret | null): Promise<VisitStep | null> {
    await turns.enter(to);
    try {
      const theLongWay = (): Promise<HopEnd | null> =>
        untilOver(over, (onLink) => visitHop(tools, { target: to, cookie, authorization: siteSignIn, onLink }));
      const isPlain = cookie === null && siteSignIn === null;
      const end = isPlain ? await tools.express.visit(to, over, theLongWay) : await theLongWay();
      return end === null ? null : { target: to, end };
    } finally {
      turns.leave();
    }
  }
}

function leadsTo({ target, end }: VisitStep): Target | null {
  return end.is === 'reply' ? redirectOf(target, end.reply) : null;
}

/** RFC 9110 section 15.4: only these statuses redirect by themselves. */
export function redirectOf(from: Target, reply: ReplyHead): Target | null {
  if (![301, 302, 303, 307, 308].includes(reply.status)) return null;
  const [location] = valuesOf(reply.fields, 'location');
  if (location === undefined || location.length > 8_192 || !URL.canParse(location, from.url)) return null;
  const to = new URL(location, from.url);
  to.username = '';
  to.password = '';
  to.hash = '';
  return to.protocol === 'http:' || to.protocol === 'https:' ? targetOfUrl(to) : null;
}

/** Breaks off at the end: the connection that the request is on is closed, and what still comes is nobody's. */
async function untilOver<T>(
  over: VisitEnd,
  work: (onLink: ReturnType<typeof followLink>['onLink']) => Promise<T>,
): Promise<T | null> {
  if (over.isOver) return null;
  const { onLink, onGone } = followLink();
  const { promise, resolve } = openPromise();
  over.whenOver(() => {
    onGone();
    resolve();
  });
  try {
    return await Promise.race([work(onLink), promise.then(() => null)]);
  } finally {
    over.whenOver(null);
  }
}
