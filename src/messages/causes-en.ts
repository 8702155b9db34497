import type { CauseCode } from '../verdict/cause-code.ts';
import { causesNearEn } from './causes-near-en.ts';
import { causesProxyEn } from './causes-proxy-en.ts';
import { causesSiteEn } from './causes-site-en.ts';
import type { CauseText } from './messages.ts';

/** English title, explanation and next step of every cause. */
export const causesEn = { ...causesNearEn, ...causesProxyEn, ...causesSiteEn } satisfies Record<CauseCode, CauseText>;

/** Says in English why a verdict is not certain. */
export function lowConfidenceEn(missing?: string): string {
  return missing === undefined || missing === ''
    ? 'This is the most probable cause, but not a certain one.'
    : `This is the most probable cause, but not a certain one, because this could not be established: ${missing}.`;
}
