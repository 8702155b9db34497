/** Makes the document of an inspection out of its judgement and the words of one language. */
import { adviceFor, type InspectionFinding } from '../inspect/finding.ts';
import type { SiteView } from '../inspect/judge-site.ts';
import type { ProxyView } from '../inspect/proxy-view.ts';
import type { Lang } from '../messages/format.ts';
import type { Messages } from '../messages/messages.ts';
import type { Observation } from '../observation/observation.ts';
import type { InspectionDocument } from './inspection-document.ts';

export interface InspectionInput {
  readonly target: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly observations: readonly Observation[];
  readonly findings: readonly InspectionFinding[];
  readonly seen:
    { readonly kind: 'site'; readonly view: SiteView } | { readonly kind: 'proxy'; readonly view: ProxyView };
  readonly words: Messages;
  readonly lang: Lang;
}

/** Returns the document `throughway.inspection/1`. */
export function composeInspection(input: InspectionInput): InspectionDocument {
  const { seen, findings, words, lang } = input;
  return {
    schema: 'throughway.inspection/1',
    kind: seen.kind,
    target: input.target,
    language: lang,
    startedAt: input.startedAt,
    durationMs: Math.round(input.durationMs),
    findings: findings.map((one) => ({
      ...one,
      title: words.inspect.findings[one.code].title,
      explanation: words.inspect.findings[one.code].text(one.details),
    })),
    advice: adviceFor(findings).map((code) => ({ code, text: words.inspect.advice[code] })),
    site: seen.kind === 'site' ? seen.view : null,
    proxy: seen.kind === 'proxy' ? seen.view : null,
    observations: input.observations,
  };
}
