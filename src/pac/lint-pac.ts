/** Findings about a PAC script from its text alone; nothing is run and nothing is asked. */
import { lintAnswers } from './lint-answers.ts';
import { lintCalls } from './lint-calls.ts';
import type { LintFinding, LintScript } from './lint-finding.ts';
import { lintFlow } from './lint-flow.ts';
import { lintLoops } from './lint-loops.ts';
import { parseScript } from './parse-script.ts';
import { entryFunction } from './walk-script.ts';
import type { ScriptFunction } from './walk-script.ts';

export type { LintFinding };

const MOST_FINDINGS = 200;
const MOST_TEXT = 120;

/** Returns the first two hundred findings by line. Bounded in time and depth, whatever the text (parse-script.ts). */
export function lintPac(source: string): readonly LintFinding[] {
  const parsed = parseScript(source);
  if (!parsed.ok) {
    const { kind, line, detail } = parsed.problem;
    return [{ code: kind === 'syntax' ? 'unreadable' : 'too-complex', line, text: detail.slice(0, MOST_TEXT) }];
  }
  const program = parsed.value;
  const entry = entryFunction(program);
  if (entry === null) return [{ code: 'no-function', line: 1, text: '' }];
  const script = { source, program, entry, ...argumentNames(entry) };
  try {
    const found = [...lintFlow(script), ...lintLoops(script), ...lintCalls(script), ...lintAnswers(script)];
    return found.toSorted((a, b) => a.line - b.line).slice(0, MOST_FINDINGS);
  } catch (error) {
    // Our own stack, filled by nesting.
    if (error instanceof RangeError) return [{ code: 'too-complex', line: 1, text: '' }];
    throw error;
  }
}

function argumentNames(entry: ScriptFunction): Pick<LintScript, 'urlNames' | 'hostNames'> {
  const [url, host] = entry.params.map((param) => (param.type === 'Identifier' ? [param.name] : []));
  return { urlNames: new Set(['url', ...(url ?? [])]), hostNames: new Set(['host', ...(host ?? [])]) };
}
