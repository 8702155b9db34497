import type { AnyNode, Program } from 'acorn';

export type ScriptFunction = Extract<
  AnyNode,
  { readonly type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** A node with what is around it. */
export interface Place {
  readonly node: AnyNode;
  readonly parent: Place | null;
}

/** The entries by the name that wins: a script with both is run by the first. */
const ENTRIES = ['FindProxyForURL', 'FindProxyForURLEx'] as const;

/** Yields every node from the outside in, in the order of the text. Keeps its own stack: trees may be very deep. */
export function* nodesOf(root: AnyNode, options: { readonly intoFunctions?: boolean } = {}): Generator<Place> {
  const waiting: Place[] = [{ node: root, parent: null }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    yield place;
    if (options.intoFunctions === false && place.node !== root && isFunction(place.node)) continue;
    const children = childrenOf(place.node);
    for (let at = children.length - 1; at >= 0; at -= 1) {
      const node = children[at];
      if (node !== undefined) waiting.push({ node, parent: place });
    }
  }
}

function childrenOf(node: AnyNode): readonly AnyNode[] {
  const found: AnyNode[] = [];
  for (const value of Object.values(node)) {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) for (const one of value) if (isNode(one)) found.push(one);
  }
  return found;
}

/** Everything of the tree that carries a type and a place is a node; literals' values and source locations don't. */
function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

export function isFunction(node: AnyNode): node is ScriptFunction {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

/** Without the parentheses around it. */
export function bare(node: AnyNode): AnyNode {
  let inner = node;
  while (inner.type === 'ParenthesizedExpression') inner = inner.expression;
  return inner;
}

/** The first line of a node, from 1. */
export function lineOf(node: AnyNode): number {
  return node.loc?.start.line ?? 1;
}

/**
 * Returns the function that answers, or `null` where none can be seen: a declaration, or a function that is put into
 * a variable or a property of that name. The last one wins, and what is assigned wins over what is declared.
 */
export function entryFunction(program: Program): ScriptFunction | null {
  const found = new Map<string, ScriptFunction>();
  const assigned = new Map<string, ScriptFunction>();
  for (const { node } of nodesOf(program)) {
    if (node.type === 'FunctionDeclaration' && node.id !== null) found.set(node.id.name, node);
    if (node.type === 'VariableDeclarator' && node.init) note(assigned, node.id, node.init);
    if (node.type === 'AssignmentExpression') note(assigned, node.left, node.right);
  }
  for (const name of ENTRIES) {
    const entry = assigned.get(name) ?? found.get(name);
    if (entry !== undefined) return entry;
  }
  return null;
}

function note(into: Map<string, ScriptFunction>, target: AnyNode, value: AnyNode): void {
  const inner = bare(value);
  if (!isFunction(inner)) return;
  if (target.type === 'Identifier') into.set(target.name, inner);
  if (target.type === 'MemberExpression' && target.property.type === 'Identifier')
    into.set(target.property.name, inner);
}
