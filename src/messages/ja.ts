import type { Messages } from './messages.ts';
import { causesJa, lowConfidenceJa } from './causes-ja.ts';
import { cliJa } from './cli-ja.ts';
import { practiceJa } from './practice-ja.ts';
import { uiJa } from './ui-ja.ts';
import { vocabularyJa } from './vocabulary-ja.ts';

/** The Japanese catalogue. */
export const ja: Messages = {
  ...vocabularyJa,
  causes: causesJa,
  lowConfidence: lowConfidenceJa,
  practice: practiceJa,
  cli: cliJa,
  ui: uiJa,
};
