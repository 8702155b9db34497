import type { Messages } from './messages.ts';
import { causesEn, lowConfidenceEn } from './causes-en.ts';
import { changesEn } from './changes-en.ts';
import { checkEn } from './check-en.ts';
import { changingEn } from './changing-en.ts';
import { cliEn } from './cli-en.ts';
import { fixEn } from './fix-en.ts';
import { historyEn } from './history-en.ts';
import { relayEn } from './relay-en.ts';
import { practiceEn } from './practice-en.ts';
import { inspectEn } from './inspect-en.ts';
import { reportEn } from './report-en.ts';
import { presetEditorEn } from './preset-editor-en.ts';
import { rolloutEn } from './rollout-en.ts';
import { toolsEn } from './tools-en.ts';
import { trustEn } from './trust-en.ts';
import { uiEn } from './ui-en.ts';
import { vocabularyEn } from './vocabulary-en.ts';

/** The English catalogue. */
export const en: Messages = {
  ...vocabularyEn,
  causes: causesEn,
  lowConfidence: lowConfidenceEn,
  practice: practiceEn,
  report: reportEn,
  inspect: inspectEn,
  changes: changesEn,
  check: checkEn,
  changing: changingEn,
  cli: cliEn,
  fix: fixEn,
  history: historyEn,
  relay: relayEn,
  presetEditor: presetEditorEn,
  rollout: rolloutEn,
  tools: toolsEn,
  trust: trustEn,
  ui: uiEn,
};
