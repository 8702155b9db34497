/** Which statements end a function, and what can't be reached behind them. */
import type { AnyNode, Expression, Statement } from 'acorn';
import { findingAt } from './lint-finding.ts';
import type { LintFinding, LintScript } from './lint-finding.ts';
import { shadowedConditions } from './lint-shadows.ts';
import { bare, isFunction, nodesOf } from './walk-script.ts';

const LOOPS = ['ForStatement', 'ForInStatement', 'ForOfStatement', 'WhileStatement', 'DoWhileStatement'];

/** Unreachable statements, branches that never answer, and an entry that may end without an answer. */
export function lintFlow(script: LintScript): readonly LintFinding[] {
  const found: LintFinding[] = [...shadowedConditions(script)];
  const report = (node: AnyNode, text?: string): void => {
    found.push(findingAt('unreachable', node, script, text));
  };
  continues(script.program.body, report);
  for (const { node } of nodesOf(script.program)) {
    if (!isFunction(node) || node.body.type !== 'BlockStatement') continue;
    const runsOut = continues(node.body.body, report);
    if (node !== script.entry) continue;
    const last = node.body.body.at(-1) ?? node;
    if (runsOut) found.push({ ...findingAt('missing-return', last, script), line: last.loc?.end.line ?? 1 });
    found.push(...emptyReturns(script));
  }
  return found;
}

function* emptyReturns(script: LintScript): Generator<LintFinding> {
  for (const { node } of nodesOf(script.entry, { intoFunctions: false })) {
    if (node.type === 'ReturnStatement' && !node.argument) yield findingAt('missing-return', node, script);
  }
}

type Report = (node: AnyNode, text?: string) => void;

/** Whether control can run past the last of the statements. The first one that can't be reached is reported. */
function continues(statements: readonly AnyNode[], report: Report): boolean {
  let goesOn = true;
  for (const statement of statements) {
    const isHoisted = statement.type === 'FunctionDeclaration' || statement.type === 'EmptyStatement';
    if (!goesOn && !isHoisted) {
      report(statement);
      return false;
    }
    if (!completes(statement, report)) goesOn = false;
  }
  return goesOn;
}

function completes(node: AnyNode, report: Report): boolean {
  switch (node.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
      return false;
    case 'BlockStatement':
      return continues(node.body, report);
    case 'LabeledStatement':
      return completes(node.body, report) || leaves(node.body, node.label.name);
    case 'IfStatement': {
      const always = constant(node.test);
      if (always === false) report(node, 'if (false)');
      const first = completes(node.consequent, report) && always !== false;
      const second = node.alternate ? completes(node.alternate, report) : true;
      return first || (second && always !== true);
    }
    case 'SwitchStatement': {
      const ends = node.cases.map((one) => continues(one.consequent, report));
      const hasDefault = node.cases.some((one) => !one.test);
      return !hasDefault || ends.at(-1) === true || leaves(node, null);
    }
    case 'TryStatement': {
      const first = completes(node.block, report);
      const second = node.handler ? completes(node.handler.body, report) : false;
      const last = node.finalizer ? completes(node.finalizer, report) : true;
      return last && (first || second);
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      completes(node.body, report);
      return constant(node.test) !== true || leaves(node, null);
    case 'ForStatement':
      completes(node.body, report);
      return (node.test ? constant(node.test) !== true : false) || leaves(node, null);
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WithStatement':
      completes(node.body, report);
      return true;
    default:
      return true;
  }
}

/** Whether a `break` inside leads out of this statement: one with its label, or a bare one that no inner loop takes. */
function leaves(root: Statement, label: string | null): boolean {
  for (const place of nodesOf(root, { intoFunctions: false })) {
    if (place.node.type !== 'BreakStatement') continue;
    if (label !== null && place.node.label?.name === label) return true;
    let around = place.parent;
    while (around !== null && around.node !== root && !takesBreak(around.node)) around = around.parent;
    if (label === null && !place.node.label && around?.node === root) return true;
  }
  return false;
}

function takesBreak(node: AnyNode): boolean {
  return node.type === 'SwitchStatement' || LOOPS.includes(node.type);
}

function constant(test: Expression): boolean | undefined {
  const node = bare(test);
  if (node.type === 'Literal' && (typeof node.value === 'boolean' || typeof node.value === 'number'))
    return Boolean(node.value);
  if (node.type !== 'UnaryExpression' || node.operator !== '!') return undefined;
  const inner = constant(node.argument);
  return inner === undefined ? undefined : !inner;
}
