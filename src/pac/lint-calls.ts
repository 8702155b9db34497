/** Calls and comparisons whose literal arguments can't mean what they seem to. */
import { isIPv4 } from 'node:net';
import type { AnyNode, CallExpression } from 'acorn';
import { findingAt } from './lint-finding.ts';
import type { LintFinding, LintScript } from './lint-finding.ts';
import { bare, nodesOf } from './walk-script.ts';

const LOOKS_UP = new Set(['dnsResolve', 'isResolvable', 'dnsResolveEx', 'isResolvableEx']);
const ABOUT_HOST = new Set(['dnsDomainIs', 'shExpMatch', 'localHostOrDomainIs']);
const TEXT_METHODS = new Set(['endsWith', 'startsWith', 'includes', 'indexOf', 'lastIndexOf']);

/** Returns the name of a function that is called by its name, not as a method. */
export function calledName(call: CallExpression): string | null {
  const callee = bare(call.callee);
  return callee.type === 'Identifier' ? callee.name : null;
}

/** Whether a call looks a name up: `isInNet` only does so for a name, so an address in a variable is nobody's fault. */
export function asksForName(call: CallExpression, script: Pick<LintScript, 'hostNames'>): boolean {
  const name = calledName(call);
  if (name === null) return false;
  return LOOKS_UP.has(name) || (name === 'isInNet' && isNamed(call.arguments[0], script.hostNames));
}

/** Returns `.example.test` of `dnsDomainIs(host, ".example.test")` or `shExpMatch(host, "*.example.test")`. */
export function domainAsked(test: AnyNode, script: LintScript): string | null {
  const node = bare(test);
  if (node.type !== 'CallExpression' || !isNamed(node.arguments[0], script.hostNames)) return null;
  const text = literalText(node.arguments[1]);
  if (text === null) return null;
  if (calledName(node) === 'dnsDomainIs') return text.startsWith('.') ? text : null;
  return calledName(node) === 'shExpMatch' && /^\*\.[\w.-]+$/u.test(text) ? text.slice(1) : null;
}

export function* lintCalls(script: LintScript): Generator<LintFinding> {
  for (const { node } of nodesOf(script.program)) {
    if (node.type === 'CallExpression') yield* lintCall(node, script);
    if (node.type === 'BinaryExpression' && /^[!=]==?$/u.test(node.operator)) {
      const [left, right] = [bare(node.left), bare(node.right)];
      if (isNamed(left, script.hostNames)) yield* lintHost(right, script);
      if (isNamed(right, script.hostNames)) yield* lintHost(left, script);
    }
    if (node.type === 'SwitchStatement' && isNamed(node.discriminant, script.hostNames)) {
      for (const one of node.cases) if (one.test) yield* lintHost(one.test, script);
    }
  }
}

function* lintCall(call: CallExpression, script: LintScript): Generator<LintFinding> {
  const [about, second, third] = call.arguments;
  const isAboutHost = isNamed(about, script.hostNames);
  const name = calledName(call);
  if (name === null) {
    yield* lintMethod(call, script);
    return;
  }
  if (isAboutHost && asksForName(call, script)) yield findingAt('dns-for-every-url', call, script);
  if (name === 'isInNet') {
    const isBad = [second, third].some((part) => !isIPv4(literalText(part) ?? '0.0.0.0'));
    if (isBad) yield findingAt('bad-network', call, script);
  }
  const text = literalText(second);
  if (text === null || second === undefined) return;
  if (isAboutHost && ABOUT_HOST.has(name)) yield* lintHost(second, script);
  if (name === 'dnsDomainIs' && /^[^.]+\./u.test(text)) yield findingAt('domain-without-dot', second, script);
  const asksPath = /^https:\/\/[^/]+\/[^*]/iu.test(text);
  if (name === 'shExpMatch' && isNamed(about, script.urlNames) && asksPath)
    yield findingAt('path-of-https', second, script);
}

/** `host.endsWith(".Example.test")`. */
function* lintMethod(call: CallExpression, script: LintScript): Generator<LintFinding> {
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return;
  const [text] = call.arguments;
  if (text !== undefined && TEXT_METHODS.has(callee.property.name) && isNamed(callee.object, script.hostNames))
    yield* lintHost(text, script);
}

/** Hosts reach a script in lower case, and as they stand in the URL: mostly without the dot at the end. */
function* lintHost(node: AnyNode, script: LintScript): Generator<LintFinding> {
  const text = literalText(node) ?? '';
  if (/[A-Z]/u.test(text)) yield findingAt('upper-case-host', node, script);
  if (/[^.]\.$/u.test(text)) yield findingAt('trailing-dot', node, script);
}

function isNamed(node: AnyNode | undefined, names: ReadonlySet<string>): boolean {
  if (node === undefined) return false;
  const inner = bare(node);
  return inner.type === 'Identifier' && names.has(inner.name);
}

/** The text of a string, or of a template without holes. */
export function literalText(node: AnyNode | undefined): string | null {
  if (node === undefined) return null;
  const inner = bare(node);
  if (inner.type === 'Literal') return typeof inner.value === 'string' ? inner.value : null;
  if (inner.type !== 'TemplateLiteral' || inner.expressions.length > 0) return null;
  return inner.quasis[0]?.value.cooked ?? null;
}
