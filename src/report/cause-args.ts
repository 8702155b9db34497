/** Turns the details of a finding into what the texts of its cause may mention. */
import type { HopState, ObservationOf } from '../observation/observation.ts';
import type { Observation } from '../observation/observation.ts';
import { formatList, type Lang } from '../messages/format.ts';
import type { CauseArgs, Messages } from '../messages/messages.ts';
import { schemeName } from '../messages/scheme-name.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Details } from '../verdict/rule.ts';
import { hostOfUrl } from '../base/url-host.ts';

/** One finding in need of words. */
export interface WordlessFinding {
  readonly code: CauseCode;
  readonly hop: HopState['hop'] | null;
  readonly confidence: number;
  readonly details: Details;
}

/** Returns the arguments for the texts of one cause. The proxy is the one that the details name, else the first of the route. */
export function causeArgs(
  finding: WordlessFinding,
  about: {
    readonly target: string;
    readonly observations: readonly Observation[];
    readonly words: Messages;
    readonly lang: Lang;
  },
): CauseArgs {
  const { details } = finding;
  const { words, lang } = about;
  const proxy = firstProxy(about.observations);
  return {
    target: hostOfUrl(about.target),
    url: about.target,
    proxyHost: details.proxyHost ?? proxy?.host,
    proxyPort: details.proxyPort ?? (details.proxyHost === undefined ? proxy?.port : undefined),
    suggestedPort: details.suggestedPort,
    suggestedKind: details.suggestedKind,
    suggestedUrl: details.suggestedUrl,
    interface: details.interface,
    status: details.status,
    realm: details.realm,
    issuer: details.issuer,
    names: details.names,
    notAfter: details.notAfter,
    notBefore: details.notBefore,
    source: wordedSource(details, about.observations, words),
    missing: details.missing === undefined ? undefined : wordedMissing(details.missing, words, lang),
    schemes: details.schemes?.map(schemeName),
    unusable: details.unusable,
    rule: details.rule,
    line: details.line,
    problem: details.problem,
  };
}

/** Returns what could not be looked at as one phrase. */
function wordedMissing(missing: NonNullable<Details['missing']>, words: Messages, lang: Lang): string | undefined {
  if (missing.length === 0) return undefined;
  return formatList(
    missing.map((one) => words.missing[one]),
    lang,
  );
}

function wordedSource(details: Details, observations: readonly Observation[], words: Messages): string | undefined {
  const decided = observations.find((one) => one.probe === 'route.resolve')?.source;
  const known = observations.find((one) => one.probe === 'settings.read' && one.source === details.source);
  if (known?.probe === 'settings.read') return words.sources[known.source];
  return decided === undefined ? details.source : words.sources[decided];
}

function firstProxy(
  observations: readonly Observation[],
): { readonly host: string; readonly port: number } | undefined {
  const route = observations.find((one): one is ObservationOf<'route.resolve'> => one.probe === 'route.resolve');
  for (const leg of route?.route ?? []) if (leg.kind !== 'direct') return leg;
  return undefined;
}
