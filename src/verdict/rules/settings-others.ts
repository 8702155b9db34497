/** Causes that show when the target is asked over proxies which the settings name elsewhere: none set, a list too broad, a conflict. */
import { DIRECT, type Leg } from '../../settings/proxy-server.ts';
import { ask, fails, holds } from '../ask.ts';
import type { Case } from '../case.ts';
import { kindRequest } from '../kinds.ts';
import { isAnybodys, lateProxy, lateScript, proxyAnswersOn } from '../other-answers.ts';
import {
  askElsewhere,
  controlPages,
  detectedLegs,
  listedLegs,
  otherLegs,
  overLeg,
  type OtherLeg,
} from '../other-legs.ts';
import { ends, endsOf, isAnswered, likeControls, pathOf, siteAnswers, variationOf, type Path } from '../path.ts';
import type { Rule } from '../rule.ts';
import { scriptTrouble } from '../script-trouble.ts';
import { observed, type WayView } from '../ways.ts';
import { otherSchemeUrl } from './other-scheme.ts';

/** Whether the outside as a whole is out of reach directly: a site that is down for everybody wants no proxy. */
function isDirectBlocked(facts: Case, path: Path): boolean {
  return likeControls(facts, path, DIRECT).state !== 'passes';
}

const proxyMissing: Rule = {
  code: 'settings.proxy-missing',
  judge: (facts) => {
    const path = pathOf(facts);
    if (path.proxy) return fails('proxy-used', path.resolved);
    if (path.resolved?.bypassed === true) return fails('bypassed', path.resolved);
    if (!failsBeforeSite(path)) return fails('site-not-reached', ...ends(path));
    const kept = path.resolved?.because === 'no-server-for-scheme' ? askElsewhere(facts, otherSchemeUrl(path.url)) : [];
    if ('is' in kept) return kept;
    const isBlocked = isDirectBlocked(facts, path);
    const over = ({ leg }: OtherLeg): WayView | undefined => variationOf(path, { url: path.url, leg });
    const answers = (other: OtherLeg): boolean => {
      const way = over(other);
      return way !== undefined && (isBlocked ? proxyAnswersOn(facts, way) : siteAnswers(way));
    };
    const named = [...kept, ...otherLegs(facts, path)];
    const proven = named.find(answers);
    const detected = detectedLegs(facts, path);
    const others = [...named, ...detected];
    const doubtful = others.filter((other) => {
      const way = over(other);
      return way !== undefined && isAnybodys(way);
    });
    const look = observed(facts, 'wpad.look-up')[0];
    const question = ask(
      facts,
      ...(others.length > 0 || look?.found != null ? [{ probe: 'controls' as const, leg: DIRECT }] : []),
      ...(proven ? [] : others.map((other) => overLeg(path, other.leg))),
      ...(proven ? [] : doubtful.map((other) => kindRequest(other.leg))),
      ...(proven || !mayDetect(path) ? [] : [{ probe: 'wpad.look-up' as const, url: path.url }]),
    );
    if (question) return question;
    const found = proven ?? detected.find(answers);
    if (!found) {
      return (
        (isBlocked ? (lateProxy(path, others) ?? lateScript(facts, path)) : null) ??
        fails('no-other-source', path.resolved, look)
      );
    }
    const way = over(found);
    const [end, ...more] = way ? endsOf(way.end) : [];
    if (!end) return fails('no-other-source', path.resolved);
    // a connection that stood and then said nothing is a weaker sign than an answer
    const certainty = way?.end.at === 'site-tls' ? 0.79 : 0.92;
    return holds(certainty, [end, ...more, ...ends(path), found], {
      source: found.source,
      proxyHost: found.leg.host,
      proxyPort: found.leg.port,
    });
  },
};

/** Detection was not done already, and nobody said that there is to be no proxy. */
function mayDetect(path: Path): boolean {
  return path.resolved !== undefined && path.resolved.source !== 'option' && path.resolved.source !== 'wpad';
}

/** The direct way broke before anything could be said by the site. */
function failsBeforeSite(path: Path): boolean {
  if (path.end.at === 'name') return true;
  if (path.end.at === 'connect') return true;
  if (path.end.at === 'site-tls')
    return path.end.tls.failure !== null && path.end.tls.failure.kind !== 'tls-protocol-error';
  return path.end.at === 'exchange' && !path.end.exchange.inTunnel;
}

const bypassTooBroad: Rule = {
  code: 'settings.bypass-too-broad',
  judge: (facts) => {
    const path = pathOf(facts);
    const { resolved } = path;
    if (!resolved || path.proxy || !(resolved.bypassed || resolved.because === 'pac-answer')) {
      return fails('not-bypassed', resolved);
    }
    if (!failsBeforeSite(path)) return fails('direct-works', ...ends(path));
    const legs = resolved.bypassed ? listedLegs(resolved) : askElsewhere(facts, ...controlPages(facts));
    if ('is' in legs) return legs;
    if (legs.length === 0) return fails(resolved.bypassed ? 'no-other-source' : 'not-bypassed', resolved);
    const question = ask(facts, { probe: 'controls', leg: DIRECT }, ...legs.map(({ leg }) => overLeg(path, leg)));
    if (question) return question;
    const isBlocked = isDirectBlocked(facts, path);
    const found = legs.find(({ leg }) => {
      const way = variationOf(path, { url: path.url, leg });
      return way?.end.at === 'reply' && way.end.status < 500 && (isBlocked || siteAnswers(way));
    });
    if (!found) return (isBlocked ? lateProxy(path, legs) : null) ?? fails('proxy-not-used', resolved);
    const way = variationOf(path, { url: path.url, leg: found.leg });
    const [end, ...more] = way ? endsOf(way.end) : [];
    if (!end) return fails('proxy-not-used', resolved);
    return holds(0.93, [end, ...more, ...ends(path), found, resolved], {
      source: resolved.source,
      ...(resolved.bypassRule === undefined ? {} : { rule: resolved.bypassRule }),
    });
  },
};

const conflict: Rule = {
  code: 'settings.conflict',
  judge: (facts) => {
    const path = pathOf(facts);
    const hasWay = path.end.at !== 'unknown' || scriptTrouble(facts) !== null;
    if (isAnswered(path) || !hasWay) return fails('target-answered', ...ends(path));
    const [first, ...rest] = otherRoutes(facts, path);
    if (!first) return fails('no-other-source', path.resolved);
    const others = [first, ...rest];
    const question = ask(facts, ...others.map((other) => overLeg(path, other.leg)));
    if (question) return question;
    const found = others.find((other) => answersOver(path, other.leg));
    if (!found) return fails('sources-agree', path.resolved);
    const way = variationOf(path, { url: path.url, leg: found.leg });
    return holds(0.85, [found, ...(way ? endsOf(way.end) : []), ...ends(path)], { source: found.source });
  },
};

/**
 * Proxies of other sources where the judged one gave no answer. A desktop that says "no proxy" is no second opinion, and
 * a proxy that answered is not a matter of another source.
 */
function otherRoutes(facts: Case, path: Path): ReturnType<typeof otherLegs> {
  const isOutOfReach = path.end.at === 'name' || path.end.at === 'connect' || path.proxy === null;
  return isOutOfReach ? otherLegs(facts, path) : [];
}

function answersOver(path: Path, leg: Leg): boolean {
  const way = variationOf(path, { url: path.url, leg });
  return way !== undefined && siteAnswers(way);
}

export { bypassTooBroad, conflict, proxyMissing };
