/** Fetches the target as a browser would: redirects followed, the next leg tried where a proxy can't be reached. */
import type { Leg } from '../settings/proxy-server.ts';
import { proverFor } from './controls.ts';
import { CookieJar } from './cookie-jar.ts';
import type { ProbeRun } from './probe-run.ts';
import { headerValues } from './reply-fact.ts';
import type { WayEnd } from './way.ts';
import { goWay } from './way.ts';

/** As many as browsers follow (Fetch standard, HTTP-redirect fetch). */
const MOST_REDIRECTS = 20;

/** Legs beyond these are not tried: a PAC answer may name any number. */
const MOST_LEGS = 8;

/** Fetches `url` over `legs`, in order; each redirect is a way of its own, with its own route. */
export async function runTargetWays(
  run: ProbeRun,
  target: { readonly url: string; readonly legs: readonly Leg[] },
): Promise<void> {
  const jar = new CookieJar();
  const seen = new Set<string>();
  let { url, legs } = target;
  for (let redirects = 0; redirects <= MOST_REDIRECTS && !run.signal.aborted; redirects += 1) {
    seen.add(jar.fingerprint(url));
    const end = await goLegs(run, { url, legs, redirects, jar });
    if (end?.raw === undefined || end.raw === null || end.redirectTo === null) return;
    jar.take(url, headerValues(end.raw, 'set-cookie'));
    // The same question with the same cookies has the same answer: the exchange just told shows where it leads.
    if (seen.has(jar.fingerprint(end.redirectTo))) return;
    const route = await run.context.resolveRoute(end.redirectTo);
    url = end.redirectTo;
    legs = route.legs;
  }
}

/** Chromium's proxy fallback: only a leg that could not be reached at all gives way to the next (net/docs/proxy.md). */
async function goLegs(
  run: ProbeRun,
  to: { readonly url: string; readonly legs: readonly Leg[]; readonly redirects: number; readonly jar: CookieJar },
): Promise<WayEnd | null> {
  const { badEntries: bad } = run.context;
  const legs = bad?.order(to.legs) ?? to.legs;
  let end: WayEnd | null = null;
  for (const leg of legs.slice(0, MOST_LEGS)) {
    if (run.signal.aborted) return end;
    end = await goWay(run, {
      purpose: 'target',
      url: to.url,
      leg,
      redirects: to.redirects,
      cookie: to.jar.headerFor(to.url),
      prove: proverFor(run, leg),
    });
    if (!isUnreached(end, leg)) {
      bad?.forget(leg);
      return end;
    }
    // Not where the run was cut short: that says nothing about the proxy.
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may abort while the way is under way
    if (!run.signal.aborted) bad?.note(leg);
  }
  return end;
}

function isUnreached(end: WayEnd, leg: Leg): boolean {
  if (leg.kind === 'direct' || end.failure === null) return false;
  if (end.at === 'dns' || end.at === 'tcp' || end.at === 'proxy-tls') return true;
  return end.at === 'handshake' && (leg.kind === 'socks4' || leg.kind === 'socks5');
}
