import type { AnyNode } from 'acorn';
import type { Leg, ProxyServer } from '../settings/proxy-server.ts';
import { literalText } from './lint-calls.ts';
import { findingAt } from './lint-finding.ts';
import type { LintFinding, LintScript } from './lint-finding.ts';
import { parsePacAnswer } from './parse-pac-answer.ts';
import { parseScript } from './parse-script.ts';
import { nodesOf } from './walk-script.ts';
import type { Place } from './walk-script.ts';

const LOOKS_LIKE_ANSWER = /^\s*(?:proxy|https?|socks[45]?|direct)\b(?!:)/iu;
const MOST_PROXIES = 50;
const AT_ONCE = 8;

/** Texts that look like answers: `SOCKS` first means version 4 to browsers, unknown words are skipped in silence. */
export function* lintAnswers(script: LintScript): Generator<LintFinding> {
  let last: AnyNode | undefined;
  let saysDirect = false;
  for (const place of nodesOf(script.program)) {
    const { node } = place;
    const text = node.type === 'TemplateElement' ? node.value.raw : literalText(node);
    saysDirect ||= /\bdirect\b/iu.test(node.type === 'Identifier' ? node.name : (text ?? ''));
    if (text === null || node.type === 'TemplateLiteral' || !LOOKS_LIKE_ANSWER.test(text)) continue;
    last = node;
    if (/^\s*socks\s/iu.test(text)) yield findingAt('socks-first', node, script);
    const bad = isWhole(place) ? parsePacAnswer(text).badEntries.find((entry) => entry.text !== '') : undefined;
    if (bad !== undefined) yield findingAt('bad-entry', node, script, bad.text);
  }
  if (last !== undefined && !saysDirect) yield findingAt('no-direct', last, script);
}

/** Not a part of a longer text that is put together. */
function isWhole(place: Place): boolean {
  const around = place.parent?.node;
  if (around?.type === 'TemplateLiteral') return around.expressions.length === 0;
  return !(around?.type === 'BinaryExpression' && around.operator === '+') && around?.type !== 'AssignmentExpression';
}

/**
 * Asks which proxies that are written out in the script take connections, eight at a time; at most fifty are asked.
 * @param takesConnections must end within its own deadline
 */
export async function findDeadProxies(
  source: string,
  takesConnections: (proxy: ProxyServer, signal: AbortSignal) => Promise<boolean>,
  signal: AbortSignal,
): Promise<readonly LintFinding[]> {
  const parsed = parseScript(source);
  if (!parsed.ok) return [];
  const named = new Map<string, { readonly proxy: ProxyServer; readonly node: AnyNode }>();
  for (const place of nodesOf(parsed.value)) {
    const text = isWhole(place) ? literalText(place.node) : null;
    if (text === null || !LOOKS_LIKE_ANSWER.test(text)) continue;
    for (const proxy of parsePacAnswer(text).legs.filter(isProxy)) {
      const key = `${proxy.kind} ${proxy.host} ${String(proxy.port)}`;
      if (!named.has(key) && named.size < MOST_PROXIES) named.set(key, { proxy, node: place.node });
    }
  }
  const waiting = [...named.values()];
  const found: LintFinding[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const isAlive = signal.aborted || (await takesConnections(next.proxy, signal).catch(() => false));
      const text = `${next.proxy.host}:${String(next.proxy.port)}`;
      if (!isAlive) found.push(findingAt('dead-proxy', next.node, { source }, text));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found.toSorted((a, b) => a.line - b.line);
}

function isProxy(leg: Leg): leg is ProxyServer {
  return leg.kind !== 'direct';
}
