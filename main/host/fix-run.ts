/** One guided fix in a window: what it waits for, how far it is, how it ended; it goes on when the page is closed. */
import { randomUUID } from 'node:crypto';
import { systemClock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import type { Secret } from '../../src/base/secret.ts';
import type { FixNow, FixPreviewView, FixQuestionView, FixStepState, FixView } from '../../src/contract/fix-view.ts';
import type { FixFlow } from '../../src/fix/fix-flow.ts';
import type { FixOutcome, FixPreview, FixProgress } from '../../src/fix/fix-tools.ts';
import type { ProposedFix } from '../../src/fix/propose-fixes.ts';
import type { FixStopped } from '../../src/fix/run-fix.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { ProxyServer } from '../../src/settings/proxy-server.ts';
import type { Host } from './compose.ts';
import { carryOut, type FixFace } from './fix-host.ts';
import { findingTitle, fixEndView, fixStepView } from './fix-view.ts';
import { rewordDocument } from './reword-document.ts';

/** What the person answers to a question. */
export type FixReply =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'credentials'; readonly user: string; readonly password: Secret }
  | { readonly kind: 'address'; readonly server: ProxyServer };

/** What a fix was planned from, and what it will change. */
export interface FixGiven {
  readonly fix: ProposedFix;
  readonly flow: FixFlow;
  readonly document: DiagnosisDocument;
  readonly preview: FixPreviewView;
}

export interface FixRun {
  readonly id: string;
  view(language: Lang): FixView;
  isRunning(): boolean;
  /** Begins; the promise ends with the fix and is never refused. `isAgreed`: the preview was agreed to as it is. */
  begin(lang: Lang, isAgreed: boolean): Promise<Result<FixOutcome<DiagnosisDocument>, FixStopped> | null>;
  /** `false`: this question is not put. */
  answer(question: string, reply: FixReply): boolean;
  cancel(): void;
}

/** A question without its name. */
type Asked = FixQuestionView extends infer One ? (One extends FixQuestionView ? Omit<One, 'id'> : never) : never;

/** Returns the fix, ready to begin. `onChange` is told of everything that a page would show. */
export function createFixRun(host: Host, given: FixGiven, onChange: () => void): FixRun {
  const { fix, flow, preview } = given;
  const id = randomUUID();
  const controller = new AbortController();
  const { signal } = controller;
  const states: FixStepState[] = flow.steps.map(() => 'waiting');
  let state: FixView['state'] = 'ready';
  let question: { readonly view: FixQuestionView; readonly reply: (reply: FixReply) => void } | null = null;
  let now: FixNow | null = null;
  let outcome: Result<FixOutcome<DiagnosisDocument>, FixStopped> | null = null;

  const tell = (next: FixNow | null): void => {
    now = next;
    onChange();
  };
  const ask = async (asked: Asked): Promise<FixReply> => {
    if (signal.aborted) return { kind: 'no' };
    const reply = await new Promise<FixReply>((done) => {
      question = { view: { ...asked, id: randomUUID() }, reply: done };
      signal.addEventListener(
        'abort',
        () => {
          done({ kind: 'no' });
        },
        { once: true },
      );
      onChange();
    });
    question = null;
    onChange();
    return reply;
  };
  const hear = (progress: FixProgress): void => {
    const begunAt = new Date(systemClock.wallMs()).toISOString();
    switch (progress.kind) {
      case 'step':
        states[progress.index] = progress.state;
        tell(null);
        return;
      case 'compared':
        tell(null);
        return;
      case 'changing':
        tell(progress);
        return;
      case 'watching':
        tell({ ...progress, begunAt });
        return;
      case 'waiting':
        tell({ kind: 'waiting', limitMs: progress.ms, begunAt });
        return;
    }
  };
  const faceFor = (lang: Lang, isAgreed: boolean): FixFace => ({
    lang,
    followsRestart: true,
    onDiagnosis: (progress) => {
      if (progress.kind !== 'step' || progress.state !== 'begun') return;
      tell({ kind: 'checking', probe: progress.probe, about: progress.about });
    },
    consent: async (wanted) => {
      if (isAgreed && isWithin(wanted, preview)) return true;
      const administrator = preview.administrator.filter((what) => wanted.steps.some((step) => step.what === what));
      return (await ask({ kind: 'consent', ...wanted, administrator, inUse: preview.inUse })).kind === 'yes';
    },
    answer: async (step) => {
      const reply =
        step.kind === 'ask-address'
          ? await ask({ kind: 'address', current: step.current })
          : await ask({ kind: 'credentials', proxy: step.proxy, isCorrection: step.isCorrection });
      return reply.kind === 'yes' || reply.kind === 'no' ? null : reply;
    },
    show: async (step) => {
      // What is watched goes on by itself.
      if (step.watch === null && (await ask({ kind: 'read' })).kind === 'no') controller.abort();
    },
    keeps: async ({ result, document }) =>
      (await ask({ kind: 'keep', result, title: document.verdict.title })).kind === 'yes',
  });

  return {
    id,
    isRunning: () => state === 'running',
    begin: async (lang, isAgreed) => {
      state = 'running';
      onChange();
      try {
        outcome = await carryOut(host, flow, faceFor(lang, isAgreed), { signal, onProgress: hear });
      } catch {
        // A bug of ours; what was changed is put back by the engine, and the page says it in its own words.
        outcome = null;
      }
      for (const [index, one] of states.entries()) if (one === 'begun') states[index] = 'stopped';
      state = 'ended';
      question = null;
      tell(null);
      return outcome;
    },
    answer: (asked, reply) => {
      if (question?.view.id !== asked) return false;
      question.reply(reply);
      return true;
    },
    cancel: () => {
      controller.abort(new Error('cancelled by the person'));
    },
    view: (language) => {
      const reword = (document: DiagnosisDocument): DiagnosisDocument => rewordDocument(document, flow.url, language);
      const end = outcome === null ? ({ how: 'bug' } as const) : fixEndView(outcome, reword);
      return {
        ...{ id, fix: fix.id, kind: fix.kind, canUndo: fix.undo, code: flow.code, url: flow.url, state, now },
        title: findingTitle(reword(given.document), flow.code),
        steps: flow.steps.map((step, index) => ({ step: fixStepView(step), state: states[index] ?? 'waiting' })),
        preview: preview.steps.length === 0 ? null : preview,
        question: question?.view ?? null,
        end: state === 'ended' ? end : null,
      };
    },
  };
}

/** Whether all of it was shown before, from and to. */
function isWithin(wanted: FixPreview, shown: FixPreviewView): boolean {
  return wanted.steps.every((step) =>
    shown.steps.some(({ what, from, to }) => what === step.what && from === step.from && to === step.to),
  );
}
