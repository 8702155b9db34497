/** `throughway.inspection/1`: what `inspect --json` prints. */
import type { Advice, InspectionFinding } from '../inspect/finding.ts';
import type { SiteView } from '../inspect/judge-site.ts';
import type { ProxyView } from '../inspect/proxy-view.ts';
import type { Lang } from '../messages/format.ts';
import type { Observation } from '../observation/observation.ts';

/** A finding with its words. */
export interface WordedFinding extends InspectionFinding {
  readonly title: string;
  readonly explanation: string;
}

export interface InspectionDocument {
  readonly schema: 'throughway.inspection/1';
  readonly kind: 'site' | 'proxy';
  /** The address as asked, userinfo removed; of a proxy its own, e.g. `http://proxy.example:3128`. */
  readonly target: string;
  readonly language: Lang;
  readonly startedAt: string;
  readonly durationMs: number;
  /** The gravest first. */
  readonly findings: readonly WordedFinding[];
  /** What helps, in the order in which to try it. */
  readonly advice: readonly { readonly code: Advice; readonly text: string }[];
  readonly site: SiteView | null;
  readonly proxy: ProxyView | null;
  readonly observations: readonly Observation[];
}
