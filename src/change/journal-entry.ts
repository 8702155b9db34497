/** What the journal keeps of one change, and what of it people get to see. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { redactPlaces, redactUrl } from '../base/redact.ts';
import type { ChangePlan, ChangeReason, ChangeRecord, ChangeState, ChangeStep } from './change.ts';
import type { Seal } from './seal.ts';
import type { StoreRef } from './store.ts';

const text = z.string().max(4_096);

const refSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: text }),
  z.object({ kind: z.literal('gsettings'), schema: text, key: text }),
  z.object({ kind: z.literal('registry'), key: text, name: text }),
  z.object({ kind: z.literal('wininet'), connection: text.nullable() }),
  z.object({ kind: z.literal('network-service'), service: text }),
  z.object({ kind: z.literal('firefox'), profile: text }),
  z.object({ kind: z.literal('network-manager'), name: text, property: text }),
  z.object({ kind: z.literal('vpn'), program: z.enum(['nmcli', 'wg-quick', 'scutil', 'rasdial']), name: text }),
  z.object({
    kind: z.literal('firewall-rule'),
    tool: z.enum(['nft', 'ufw', 'firewalld', 'netsh', 'pf']),
    address: text,
    port: z.int().min(1).max(65_535),
  }),
  z.object({ kind: z.literal('sign-in'), host: text, port: z.int().min(1).max(65_535), realm: text, user: text }),
  z.object({ kind: z.literal('trust-anchor'), sha256: text }),
]) satisfies z.ZodType<StoreRef>;

const reasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fix'), fix: text, code: text, url: z.string().max(65_536) }),
  z.object({ kind: z.literal('settings'), source: text }),
  z.object({ kind: z.literal('preset'), name: text }),
  z.object({ kind: z.literal('tools'), tools: z.array(text).max(100) }),
  z.object({ kind: z.literal('relay') }),
]) satisfies z.ZodType<ChangeReason>;

const ID = /^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$/u;

/** The content of a journal file. `from` and `to` are sealed; `null` where nothing is there. */
export const journalEntrySchema = z.object({
  version: z.literal(1),
  id: z.string().regex(ID),
  /** Grows with every change, so that a clock that was set back doesn't turn the order round. */
  order: z.int().min(0),
  at: z.iso.datetime(),
  reason: reasonSchema,
  phase: z.enum(['applying', 'applied', 'undoing', 'undone', 'failed']),
  restart: z.array(text).max(100),
  steps: z
    .array(
      z.object({
        ref: refSchema,
        from: z.string().nullable(),
        to: z.string().nullable(),
        traits: text.nullable(),
        shown: z.object({ what: text, from: z.string().nullable(), to: z.string().nullable() }),
      }),
    )
    .min(1)
    .max(1_000),
});

export type JournalEntry = z.infer<typeof journalEntrySchema>;

/** One step with its texts in clear. */
export interface OpenStep extends ChangeStep {
  readonly traits: string | null;
}

/** Whether a file of the journal's folder is named like a change. */
export function isJournalName(name: string): boolean {
  return name.endsWith('.json') && ID.test(name.slice(0, -'.json'.length));
}

/** Returns the entry of a change that is about to be made. */
export function newEntry(
  plan: ChangePlan,
  steps: readonly OpenStep[],
  about: { readonly seal: Seal; readonly wallMs: number; readonly order: number },
): JournalEntry {
  const at = new Date(about.wallMs).toISOString();
  const id = `${at.replace(/\.[0-9]+/u, '').replace(/[-:]/gu, '')}-${randomBytes(3).toString('hex')}`;
  const close = (value: string | null, place: string): string | null =>
    value === null ? null : about.seal.close(value, `${id} ${place}`);
  const { reason } = plan;
  return {
    version: 1,
    id,
    order: about.order,
    at,
    reason:
      reason.kind === 'fix'
        ? { ...reason, url: redactUrl(reason.url) }
        : reason.kind === 'tools'
          ? { ...reason, tools: [...reason.tools] }
          : reason,
    phase: 'applying',
    restart: [...plan.restart],
    steps: steps.map(({ ref, from, to, traits, shown }, index) => ({
      ref,
      from: close(from, `${String(index)} from`),
      to: close(to, `${String(index)} to`),
      traits,
      shown: { what: shown.what, from: showable(shown.from), to: showable(shown.to) },
    })),
  };
}

/** Returns the steps with their texts; `null` where they don't open with this key. */
export function openSteps(entry: JournalEntry, seal: Seal): readonly OpenStep[] | null {
  const steps: OpenStep[] = [];
  for (const [index, step] of entry.steps.entries()) {
    const from = step.from === null ? null : seal.open(step.from, `${entry.id} ${String(index)} from`);
    const to = step.to === null ? null : seal.open(step.to, `${entry.id} ${String(index)} to`);
    if ((from === null && step.from !== null) || (to === null && step.to !== null)) return null;
    steps.push({ ref: step.ref, from, to, traits: step.traits, shown: step.shown });
  }
  return steps;
}

const STATES = {
  applying: 'interrupted',
  applied: 'applied',
  undoing: 'interrupted',
  undone: 'undone',
  failed: 'failed',
} as const satisfies Record<JournalEntry['phase'], ChangeState>;

/** Returns what people see of a change. */
export function recordOf(entry: JournalEntry): ChangeRecord {
  const { id, reason, at, phase, steps, restart } = entry;
  return { id, reason, at, state: STATES[phase], steps: steps.map(({ shown }) => shown), restart };
}

/** The planner shows no secrets; this is the last line of defence. */
function showable(value: string | null): string | null {
  return value === null ? null : redactPlaces(value);
}
