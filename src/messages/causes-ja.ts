import type { CauseCode } from '../verdict/cause-code.ts';
import { causesNearJa } from './causes-near-ja.ts';
import { causesProxyJa } from './causes-proxy-ja.ts';
import { causesSiteJa } from './causes-site-ja.ts';
import type { CauseText } from './messages.ts';

/** Japanese title, explanation and next step of every cause. */
export const causesJa = { ...causesNearJa, ...causesProxyJa, ...causesSiteJa } satisfies Record<CauseCode, CauseText>;

/** Says in Japanese why a verdict is not certain. */
export function lowConfidenceJa(missing?: string): string {
  return missing === undefined || missing === ''
    ? '最も可能性の高い原因ですが、確実ではありません。'
    : `${missing}を確かめられなかったため、最も可能性の高い原因を示しています。`;
}
