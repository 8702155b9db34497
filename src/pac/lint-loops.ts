import type { AnyNode, CallExpression } from 'acorn';
import { asksForName, calledName } from './lint-calls.ts';
import { findingAt } from './lint-finding.ts';
import type { LintFinding, LintScript } from './lint-finding.ts';
import { bare, isFunction, nodesOf } from './walk-script.ts';
import type { Place } from './walk-script.ts';

const LOOP_METHODS = new Set(['forEach', 'some', 'every', 'map', 'filter', 'find', 'findIndex', 'reduce', 'flatMap']);
/** Helpers that call helpers: deeper chains are not followed. */
const MOST_STEPS = 10;

/** Look-ups inside a loop, also by way of the script's own functions. */
export function* lintLoops(script: LintScript): Generator<LintFinding> {
  const asking = functionsThatAsk(script);
  for (const place of nodesOf(script.program)) {
    if (place.node.type !== 'CallExpression' || !isInLoop(place)) continue;
    const isAsking = asksForName(place.node, script) || asking.has(calledName(place.node) ?? '');
    if (isAsking) yield findingAt('dns-in-loop', place.node, script);
  }
}

/** A loop around it, or a function around it that is handed to `some`, `forEach` …; the head of a loop runs once. */
function isInLoop(from: Place): boolean {
  for (let place = from; place.parent !== null; place = place.parent) {
    const { node, parent } = { node: place.node, parent: place.parent.node };
    if (isFunction(node)) return parent.type === 'CallExpression' && isLoopMethod(parent);
    if (isRepeated(parent, node)) return true;
  }
  return false;
}

function isRepeated(loop: AnyNode, part: AnyNode): boolean {
  switch (loop.type) {
    case 'WhileStatement':
    case 'DoWhileStatement':
      return true;
    case 'ForStatement':
      return part !== loop.init;
    case 'ForInStatement':
    case 'ForOfStatement':
      return part === loop.body;
    default:
      return false;
  }
}

function isLoopMethod(call: CallExpression): boolean {
  const callee = bare(call.callee);
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    LOOP_METHODS.has(callee.property.name)
  );
}

/** Names of declared functions that ask for a name, by themselves or through others. */
function functionsThatAsk(script: LintScript): ReadonlySet<string> {
  const asking = new Set<string>();
  const calls: (readonly [string, ReadonlySet<string>])[] = [];
  for (const { node } of nodesOf(script.program)) {
    if (node.type !== 'FunctionDeclaration' || node.id === null || node === script.entry) continue;
    const called = new Set<string>();
    for (const inner of nodesOf(node, { intoFunctions: false })) {
      if (inner.node.type !== 'CallExpression') continue;
      if (asksForName(inner.node, script)) asking.add(node.id.name);
      called.add(calledName(inner.node) ?? '');
    }
    calls.push([node.id.name, called]);
  }
  for (let round = 0; round < MOST_STEPS; round += 1) {
    const before = asking.size;
    for (const [name, called] of calls) if ([...called].some((one) => asking.has(one))) asking.add(name);
    if (asking.size === before) break;
  }
  return asking;
}
