/** Proxies that something else names than the rule that decided: other sources, other URLs of the same settings, detection. */
import type { ProbeRequest } from '../observation/probe-request.ts';
import type { Leg, ProxyServer } from '../settings/proxy-server.ts';
import { ask } from './ask.ts';
import type { Case } from './case.ts';
import type { Path } from './path.ts';
import type { Answer } from './rule.ts';
import { observed, sameLeg } from './ways.ts';

/** A proxy that something else than the deciding source names. */
export interface OtherLeg {
  readonly source: string;
  readonly leg: ProxyServer;
  readonly id: `o${number}`;
}

/** Ways over what other sources name; asked only where the direct way failed. */
export function otherLegs(facts: Case, path: Path): readonly OtherLeg[] {
  const legs = observed(facts, 'settings.read').flatMap((reading) =>
    reading.state === 'read' && reading.source !== path.resolved?.source ? proxiesOf(reading.route, reading) : [],
  );
  return legs.filter(({ leg }) => !sameLeg(leg, path.leg)).slice(0, 4);
}

export function overLeg(path: Path, leg: Leg): ProbeRequest {
  return { probe: 'way', purpose: 'variation', url: path.url, leg };
}

/** The proxies that the deciding settings name for other URLs than the judged one. */
export function askElsewhere(facts: Case, ...urls: readonly string[]): Answer | readonly OtherLeg[] {
  const question = ask(facts, ...urls.map((url) => ({ probe: 'route.resolve', url }) as const));
  if (question) return question;
  const legs = observed(facts, 'route.resolve')
    .filter((route) => route.purpose === 'variation' && urls.includes(route.url))
    .flatMap((resolution) => proxiesOf(resolution.route, resolution));
  return legs.filter((one, index) => legs.findIndex(({ leg }) => sameLeg(leg, one.leg)) === index).slice(0, 3);
}

/** The first proxies of what a script says that automatic detection finds. */
export function detectedLegs(facts: Case, path: Path): readonly OtherLeg[] {
  return observed(facts, 'wpad.look-up')
    .filter((look) => look.url === path.url)
    .flatMap(({ route, id }) => proxiesOf(route, { source: 'wpad', id }))
    .slice(0, 2);
}

/** The legs that a rule of the bypass list took away. */
export function listedLegs(resolved: NonNullable<Path['resolved']>): readonly OtherLeg[] {
  return proxiesOf(resolved.withoutBypass ?? [], resolved);
}

function proxiesOf(route: readonly Leg[], { source, id }: Pick<OtherLeg, 'source' | 'id'>): readonly OtherLeg[] {
  return route.flatMap((leg) => (leg.kind === 'direct' ? [] : [{ source, leg, id }]));
}

/** One control site of each scheme: what a script answers for the outside. */
export function controlPages(facts: Case): readonly string[] {
  const urls = observed(facts, 'run.start').flatMap((start) => start.controlUrls);
  return ['http:', 'https:'].flatMap((scheme) => urls.find((url) => url.startsWith(scheme)) ?? []);
}
