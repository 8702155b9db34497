/** The contract's calls on guided fixes: planned and shown first, one at a time, found again after a reload. */
import { ok, refuse } from '../../src/base/result.ts';
import type { AssistantEvent, RunView } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { parseProxyServer } from '../../src/settings/parse-proxy-uri.ts';
import type { Host } from './compose.ts';
import { planFixesFor, previewFlow } from './fix-host.ts';
import { createFixRun, type FixReply, type FixRun } from './fix-run.ts';

type FixHandlers = Pick<Handlers, Extract<keyof Handlers, `fixes.${string}`>>;

/** Reading all settings, and trying the scripts that others name. */
const PLAN_MS = 30_000;

export interface FixCallsTools {
  readonly host: Host;
  readonly announce: (event: AssistantEvent) => void;
  /** The run that a fix is planned from. */
  readonly latest: (language: Lang) => RunView | null;
  /** Makes the check at the end of a fix the latest run. */
  readonly adopt: (run: {
    readonly url: string;
    readonly language: Lang;
    readonly document: DiagnosisDocument;
  }) => void;
}

/** Returns the handlers, and the end of what they run. */
export function createFixCalls({ host, announce, latest, adopt }: FixCallsTools): {
  readonly handlers: FixHandlers;
  readonly close: () => Promise<void>;
} {
  let current: FixRun | null = null;
  let ended: Promise<void> = Promise.resolve();
  const onChange = (): void => {
    announce({ kind: 'fix.changed' });
  };

  const run = async (one: FixRun, language: Lang, isAgreed: boolean): Promise<void> => {
    const outcome = await one.begin(language, isAgreed);
    announce({ kind: 'changes.changed' });
    announce({ kind: 'history.changed' });
    if (outcome?.ok !== true) return;
    const { verification, takenBack } = outcome.value;
    // A check under other settings than those in force says nothing of how things stand.
    if (takenBack || verification.result === 'by-hand') return;
    adopt({ url: one.view(language).url, language, document: verification.document });
  };

  const handlers: FixHandlers = {
    'fixes.plan': async ({ fix, language }) => {
      if (current?.isRunning() === true) return refuse({ kind: 'busy' });
      const made = latest(language);
      if (made?.document == null) return refuse({ kind: 'not-found' });
      // A practice scene has settings of its own; this computer's are not to be touched for it.
      if (made.scene !== null) return refuse({ kind: 'not-available' });
      const { document, url } = made;
      const signal = AbortSignal.timeout(PLAN_MS);
      const planned = await planFixesFor(host, { url, document }, signal);
      const one = planned.find((each) => each.fix.id === fix);
      if (one === undefined) return ok({ state: 'refused', problem: { kind: 'not-proposed' } });
      if (!one.flow.ok) return ok({ state: 'refused', problem: one.flow.problem });
      const flow = one.flow.value;
      const preview = await previewFlow(host, flow, signal);
      if (!preview.ok) return ok({ state: 'refused', problem: preview.problem });
      const { steps, restart, needsAdministrator: administrator, inUse } = preview.value;
      const changing = steps.filter(({ from, to }) => from !== to);
      current = createFixRun(
        host,
        { fix: one.fix, flow, document, preview: { steps: changing, restart, administrator, inUse } },
        onChange,
      );
      return ok({ state: 'done', value: current.view(language) });
    },
    'fixes.start': async ({ id, isAgreed, language }) => {
      if (current?.id !== id) return refuse({ kind: 'not-found' });
      if (current.view(language).state !== 'ready') return refuse({ kind: 'busy' });
      ended = run(current, language, isAgreed);
      await Promise.resolve();
      return ok(current.view(language));
    },
    'fixes.answer': async ({ question, answer }) => {
      await Promise.resolve();
      const reply = replyOf(answer);
      if (reply === null) return refuse({ kind: 'invalid-input', fields: ['address'] });
      return current?.answer(question, reply) === true ? ok({ taken: true }) : refuse({ kind: 'not-found' });
    },
    'fixes.cancel': async () => {
      await Promise.resolve();
      if (current?.isRunning() === true) current.cancel();
      else current = null;
      onChange();
      return ok({ cancelled: true });
    },
    'fixes.current': ({ language }) => Promise.resolve(ok(current?.view(language) ?? null)),
  };
  return {
    handlers,
    close: async () => {
      current?.cancel();
      await ended;
    },
  };
}

/** `null`: the address can't be used. */
function replyOf(answer: Parameters<FixHandlers['fixes.answer']>[0]['answer']): FixReply | null {
  if (answer.kind !== 'address') return answer;
  const parsed = parseProxyServer(answer.address);
  return parsed.state === 'valid' ? { kind: 'address', server: parsed.server } : null;
}
