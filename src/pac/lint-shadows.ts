/** Conditions of the entry that an earlier one, which answers, takes away. */
import type { AnyNode, IfStatement } from 'acorn';
import { domainAsked } from './lint-calls.ts';
import { findingAt } from './lint-finding.ts';
import type { LintFinding, LintScript } from './lint-finding.ts';

/** An `if` whose condition was there before, or asks for a part of a domain that was answered before. */
export function* shadowedConditions(script: LintScript): Generator<LintFinding> {
  if (script.entry.body.type !== 'BlockStatement') return;
  const conditions = new Set<string>();
  const domains = new Set<string>();
  for (const node of branches(script.entry.body.body)) {
    const text = script.source.slice(node.test.start, node.test.end).replace(/\s+/gu, ' ');
    const domain = domainAsked(node.test, script);
    const isWithin = domain !== null && suffixesOf(domain).some((part) => domains.has(part));
    if (conditions.has(text) || isWithin) yield findingAt('repeated-condition', node, script, `if (${text})`);
    if (!answers(node.consequent)) continue;
    conditions.add(text);
    if (domain !== null) domains.add(domain);
  }
}

/** Every `if` of the body itself and of its `else if` chains, in the order they are asked. */
function* branches(statements: readonly AnyNode[]): Generator<IfStatement> {
  for (const statement of statements) {
    for (let node: AnyNode | null | undefined = statement; node?.type === 'IfStatement'; node = node.alternate)
      yield node;
  }
}

function answers(node: AnyNode): boolean {
  if (node.type === 'BlockStatement') return node.body.some((one) => one.type === 'ReturnStatement');
  return node.type === 'ReturnStatement';
}

/** `.a.b.c` → itself, `.b.c`, `.c`. */
function suffixesOf(domain: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at >= 0 && found.length < 127; at = domain.indexOf('.', at + 1)) found.push(domain.slice(at));
  return found;
}
