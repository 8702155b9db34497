/** What a crawler of a search engine is answered that a browser is not. */
import type { ObservationOf } from '../observation/observation.ts';
import { headersOf } from '../verdict/replies.ts';
import { finding, type InspectionFinding } from './finding.ts';

/** What one program was answered. */
export interface Look {
  readonly status: number | null;
  readonly redirectTo: string | null;
  /** Whether the answer asks search engines to leave the page out. */
  readonly noindex: boolean;
  readonly evidence: ObservationOf<'http.exchange'>['id'];
}

/** Returns how the page answered; `undefined` where it was not asked. */
export function lookOf(exchange: ObservationOf<'http.exchange'> | undefined): Look | undefined {
  if (exchange === undefined) return undefined;
  return {
    status: exchange.reply?.status ?? null,
    redirectTo: exchange.redirectTo ?? null,
    noindex: isNoindex(exchange),
    evidence: exchange.id,
  };
}

/** Returns the findings of the comparison. */
export function checkCrawler(url: string, browser: Look, crawler: Look): readonly InspectionFinding[] {
  const evidence = [{ id: crawler.evidence }, { id: browser.evidence }];
  if (crawler.status !== browser.status) {
    return [
      finding('crawler-status', evidence, {
        url,
        ...(crawler.status === null ? {} : { status: crawler.status }),
        ...(browser.status === null ? {} : { otherStatus: browser.status }),
      }),
    ];
  }
  return [
    ...(crawler.redirectTo === browser.redirectTo
      ? []
      : [finding('crawler-redirect', evidence, { url, to: crawler.redirectTo ?? '–' })]),
    ...(crawler.noindex && !browser.noindex ? [finding('crawler-noindex', evidence, { url })] : []),
    ...(crawler.noindex && browser.noindex ? [finding('noindex', evidence, { url })] : []),
  ];
}

function isNoindex({ reply, metaRobots }: ObservationOf<'http.exchange'>): boolean {
  const said = [...(reply === null ? [] : headersOf(reply, 'x-robots-tag')), metaRobots ?? ''];
  return said.some((value) => /\b(?:noindex|none)\b/i.test(value));
}
