/** Visits a URL as a browser would, redirects followed, with as little as tells that it answers. */
import { basicHeader } from '../auth/basic.ts';
import { openPromise } from '../base/open-promise.ts';
import type { Secret } from '../base/secret.ts';
import { CookieJar } from '../probe/cookie-jar.ts';
import { valuesOf } from '../relay/header-fields.ts';
import { followLink } from '../relay/open-tunnel.ts';
import type { ReplyHead } from '../relay/reply-head.ts';
import type { ParsedTarget } from '../route/parse-target.ts';
import type { VisitEnd } from './visit-end.ts';
import { visitHop, type HopEnd, type VisitTools } from './visit-hop.ts';

/** One request of a visit with its end. */
export interface VisitStep {
  readonly url: URL;
  readonly end: HopEnd;
}

/** All requests in order; at least one, and none where the visit was broken off. */
export type Visit = readonly [VisitStep, ...VisitStep[]];

/** As many as browsers follow (Fetch standard, HTTP-redirect fetch). */
const MOST_REDIRECTS = 20;

/** Makes the visit. `enter` is waited for before each request and gives what ends its turn. `null`: broken off. */
export async function visitLightly(
  tools: VisitTools,
  { target, siteCredentials }: ParsedTarget,
  { end: over, enter }: { readonly end: VisitEnd; readonly enter: (url: URL) => Promise<() => void> },
): Promise<Visit | null> {
  const jar = new CookieJar();
  const seen = new Set<string>();
  const authorization =
    siteCredentials === undefined ? null : basicHeader({ ...siteCredentials, from: 'uri' }, { isUtf8: false });
  let url = new URL(target.url);
  const first = await step(url, authorization);
  if (first === null) return null;
  const steps: [VisitStep, ...VisitStep[]] = [first];
  for (let redirects = 0; redirects < MOST_REDIRECTS; redirects += 1) {
    const last = steps.at(-1) ?? first;
    if (last.end.is !== 'reply') break;
    const to = redirectOf(last.url, last.end.reply);
    if (to === null) break;
    seen.add(jar.fingerprint(url.href));
    jar.take(url.href, valuesOf(last.end.reply.fields, 'set-cookie'));
    if (seen.has(jar.fingerprint(to.href))) break;
    url = to;
    const next = await step(url, null);
    if (next === null) return null;
    steps.push(next);
  }
  return steps;

  async function step(to: URL, siteSignIn: Secret | null): Promise<VisitStep | null> {
    const leave = await enter(to);
    try {
      const cookie = jar.headerFor(to.href);
      const end = await untilOver(over, (onLink) =>
        visitHop(tools, { url: to, cookie, authorization: siteSignIn, onLink }),
      );
      return end === null ? null : { url: to, end };
    } finally {
      leave();
    }
  }
}

/** RFC 9110 section 15.4: only these statuses redirect by themselves. */
export function redirectOf(from: URL, reply: ReplyHead): URL | null {
  if (![301, 302, 303, 307, 308].includes(reply.status)) return null;
  const [location] = valuesOf(reply.fields, 'location');
  if (location === undefined || location.length > 8_192 || !URL.canParse(location, from.href)) return null;
  const to = new URL(location, from);
  to.username = '';
  to.password = '';
  return to.protocol === 'http:' || to.protocol === 'https:' ? to : null;
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
