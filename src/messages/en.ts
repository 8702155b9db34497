import type { Messages } from './messages.ts';
import { causesEn, lowConfidenceEn } from './causes-en.ts';
import { cliEn } from './cli-en.ts';
import { practiceEn } from './practice-en.ts';
import { uiEn } from './ui-en.ts';
import { vocabularyEn } from './vocabulary-en.ts';

/** The English catalogue. */
export const en: Messages = {
  ...vocabularyEn,
  causes: causesEn,
  lowConfidence: lowConfidenceEn,
  practice: practiceEn,
  cli: cliEn,
  ui: uiEn,
};
