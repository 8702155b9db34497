/** An outgoing TCP connection, as a local firewall sees it. Absent facts make a rule that asks for them unknown. */
export interface OutgoingConnection {
  readonly address: string;
  readonly port: number;
  readonly interface?: string;
  readonly sourceAddress?: string;
  readonly uid?: number;
  readonly gid?: number;
}

/** One packet of a connection: the first that leaves, or the first answer that comes in. */
export interface Packet {
  readonly hook: 'output' | 'input';
  readonly destination?: string;
  readonly source?: string;
  readonly destinationPort?: number;
  readonly sourcePort?: number;
  readonly outInterface?: string;
  readonly inInterface?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Of connection tracking. */
  readonly state: 'new' | 'established';
}

/** Returns the first packet of a connection. */
export function firstPacket(connection: OutgoingConnection): Packet {
  const { address, port, sourceAddress, interface: link, uid, gid } = connection;
  return {
    hook: 'output',
    destination: address,
    destinationPort: port,
    state: 'new',
    ...(sourceAddress === undefined ? {} : { source: sourceAddress }),
    ...(link === undefined ? {} : { outInterface: link }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}

/** Returns the first answer to it; the port of our side is not known beforehand. */
export function firstAnswer(connection: OutgoingConnection): Packet {
  const { address, port, sourceAddress, interface: link } = connection;
  return {
    hook: 'input',
    source: address,
    sourcePort: port,
    state: 'established',
    ...(sourceAddress === undefined ? {} : { destination: sourceAddress }),
    ...(link === undefined ? {} : { inInterface: link }),
  };
}

/** Whether a rule's conditions hold; `unknown` where we can't tell, and then nothing is claimed that hangs on it. */
export type Matches = 'yes' | 'no' | 'unknown';

export type RuleAction =
  /** `redirect`: sent somewhere else than it was meant to go. */
  | { readonly kind: 'accept' | 'drop' | 'reject' | 'redirect' | 'return' | 'nothing' | 'unknown' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

export interface FirewallRule {
  readonly text: string;
  readonly matches: Matches;
  /** Written by iptables: nft shows it in part, `iptables-save` as a whole. */
  readonly isPartial?: boolean;
  readonly action: RuleAction;
}

export interface FirewallChain {
  readonly name: string;
  readonly rules: readonly FirewallRule[];
  /** Only of chains that the kernel calls for outgoing packets. */
  readonly base?: { readonly priority: number; readonly policy: 'accept' | 'drop' };
}

export interface FirewallDecision {
  readonly rule: string;
  readonly verdict: 'drop' | 'reject' | 'redirect' | 'accept';
}

/** Deeper jumps than the kernel itself allows (NFT_JUMP_STACK_SIZE). */
const MAX_JUMPS = 16;
const MAX_STEPS = 100_000;

/**
 * Returns the rules that decide about a connection, one a chain: a drop or reject ends all, an accept only its chain.
 * Where a rule that we can't judge might have let the connection pass before, a later drop is not claimed.
 */
export function evaluateFirewall(chains: readonly FirewallChain[]): readonly FirewallDecision[] {
  return judgeFirewall(chains).decisions;
}

/** Returns these rules, and one that might block the connection on a condition that can't be judged. */
export function judgeFirewall(chains: readonly FirewallChain[]): {
  readonly decisions: readonly FirewallDecision[];
  readonly doubt: string | null;
} {
  const budget: Budget = { steps: MAX_STEPS, doubt: null };
  const decisions = decide(chains, budget);
  return { decisions, doubt: budget.doubt };
}

function decide(chains: readonly FirewallChain[], budget: Budget): readonly FirewallDecision[] {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const decisions: FirewallDecision[] = [];
  const bases = chains.flatMap((chain) => (chain.base === undefined ? [] : [{ ...chain, base: chain.base }]));
  for (const chain of bases.toSorted((a, b) => a.base.priority - b.base.priority)) {
    const outcome = walk(chain, byName, { depth: 0, isSure: true, budget });
    if (outcome.ended === 'decided') {
      decisions.push(outcome.decision);
      if (outcome.decision.verdict !== 'accept') return decisions;
    } else if (outcome.ended === 'passed' && chain.base.policy === 'drop') {
      const rule = `${chain.name} policy drop`;
      if (outcome.isSure) return [...decisions, { rule, verdict: 'drop' }];
      budget.doubt ??= rule;
      return decisions;
    }
    // `unsure`: it may have been accepted here; the next chain still sees it, or it is gone, but then not by a rule we know.
  }
  return decisions;
}

type Outcome =
  | { readonly ended: 'decided'; readonly decision: FirewallDecision }
  | { readonly ended: 'unsure' }
  | { readonly ended: 'passed'; readonly isSure: boolean };

interface State {
  readonly depth: number;
  /** Nothing that we can't judge may have let the packet pass before. */
  readonly isSure: boolean;
  readonly budget: Budget;
}

/** What all walks share: steps that are left, and the first rule that might block. */
interface Budget {
  steps: number;
  doubt: string | null;
}

function walk(chain: FirewallChain, byName: ReadonlyMap<string, FirewallChain>, state: State): Outcome {
  let { isSure } = state;
  for (const rule of chain.rules) {
    state.budget.steps -= 1;
    if (state.budget.steps < 0 || state.depth > MAX_JUMPS) return { ended: 'unsure' };
    if (rule.matches === 'no') continue;
    const isCertain = rule.matches === 'yes';
    switch (rule.action.kind) {
      case 'nothing':
        break;
      case 'drop':
      case 'reject':
      case 'redirect':
        if ((!isCertain || !isSure) && rule.isPartial !== true) state.budget.doubt ??= rule.text;
        if (isCertain) return endAt(rule.text, rule.action.kind, isSure);
        break;
      case 'accept':
        if (isCertain) return endAt(rule.text, 'accept', isSure);
        isSure = false;
        break;
      case 'return':
        if (isCertain) return { ended: 'passed', isSure };
        // The rest of this chain may be skipped: what it drops is not sure, what follows it is.
        isSure = false;
        break;
      case 'unknown':
        isSure = false;
        break;
      case 'jump':
      case 'goto': {
        const called = byName.get(rule.action.chain);
        if (called === undefined) {
          isSure = false;
          break;
        }
        const inner = walk(called, byName, { depth: state.depth + 1, isSure, budget: state.budget });
        if (inner.ended === 'passed') {
          isSure = isSure && inner.isSure;
          if (rule.action.kind === 'jump') break;
          if (isCertain) return { ended: 'passed', isSure };
          // The rest of this chain may be skipped.
          isSure = false;
          break;
        }
        if (isCertain) return inner;
        isSure = false;
        break;
      }
    }
  }
  return { ended: 'passed', isSure };
}

function endAt(rule: string, verdict: FirewallDecision['verdict'], isSure: boolean): Outcome {
  // What is not sure to arrive here is not claimed, neither way.
  return isSure ? { ended: 'decided', decision: { rule, verdict } } : { ended: 'unsure' };
}
