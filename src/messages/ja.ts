import type { Messages } from './messages.ts';
import { causesJa, lowConfidenceJa } from './causes-ja.ts';
import { changesJa } from './changes-ja.ts';
import { checkJa } from './check-ja.ts';
import { changingJa } from './changing-ja.ts';
import { cliJa } from './cli-ja.ts';
import { fixJa } from './fix-ja.ts';
import { historyJa } from './history-ja.ts';
import { relayJa } from './relay-ja.ts';
import { practiceJa } from './practice-ja.ts';
import { inspectJa } from './inspect-ja.ts';
import { reportJa } from './report-ja.ts';
import { presetEditorJa } from './preset-editor-ja.ts';
import { rolloutJa } from './rollout-ja.ts';
import { toolsJa } from './tools-ja.ts';
import { trustJa } from './trust-ja.ts';
import { uiJa } from './ui-ja.ts';
import { vocabularyJa } from './vocabulary-ja.ts';

/** The Japanese catalogue. */
export const ja: Messages = {
  ...vocabularyJa,
  causes: causesJa,
  lowConfidence: lowConfidenceJa,
  practice: practiceJa,
  report: reportJa,
  inspect: inspectJa,
  changes: changesJa,
  check: checkJa,
  changing: changingJa,
  cli: cliJa,
  fix: fixJa,
  history: historyJa,
  relay: relayJa,
  presetEditor: presetEditorJa,
  rollout: rolloutJa,
  tools: toolsJa,
  trust: trustJa,
  ui: uiJa,
};
