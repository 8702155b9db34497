/** The contract's calls on changes: a preview first, only what was previewed is made, and all of it can be taken back. */
import { randomUUID } from 'node:crypto';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import type { ChangePlan } from '../../src/change/change.ts';
import type { ApiProblem, AssistantEvent } from '../../src/contract/api.ts';
import type { AppliedView, ChangePreviewView, ToolLine, ToolsPlanAnswer } from '../../src/contract/change-view.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import { readEdited } from '../../src/settings/edited-settings.ts';
import type { SettingsSnapshot } from '../../src/settings/settings-snapshot.ts';
import type { WritableSource } from '../../src/settings/writable-source.ts';
import { planTools } from '../../src/system/tools/plan-tools.ts';
import { toolOf } from '../../src/tools/tools.ts';
import { accessTo } from './access-to.ts';
import type { Host } from './compose.ts';
import { settingsOf } from './settings-views.ts';
import { settingsOfRoute } from './settings-of-route.ts';
import { readToolViews, type ToolView } from './tool-views.ts';
import { toolsAccessOf } from './tools-access.ts';
import { readBefore, verifyChange } from './verify-change.ts';

type ChangeHandlers = Pick<
  Handlers,
  Extract<keyof Handlers, `changes.${string}` | `tools.${string}` | 'settings.plan'>
>;

/** A page waits no longer; every command and file has its own limit inside. */
const CALL_MS = 60_000;

/** Returns the handlers. One preview at a time is remembered: a page shows one. */
export function createChangeCalls(
  host: Host,
  {
    announce,
    latestUrl,
  }: { readonly announce: (event: AssistantEvent) => void; readonly latestUrl: () => string | null },
): ChangeHandlers {
  let last: { readonly id: string; readonly plan: ChangePlan; readonly source: WritableSource | null } | null = null;
  let made: { readonly id: string; readonly source: WritableSource; readonly before: SettingsSnapshot } | null = null;
  const signalOf = (): AbortSignal => AbortSignal.timeout(CALL_MS);
  const changed = (): void => {
    announce({ kind: 'changes.changed' });
    announce({ kind: 'history.changed' });
  };
  const preview = async (
    plan: ChangePlan,
    source: WritableSource | null,
    signal: AbortSignal,
  ): Promise<ChangePreviewView> => {
    const steps = plan.steps.filter(({ from, to }) => from !== to);
    last = { id: randomUUID(), plan, source };
    const access = await accessTo(steps, (await host.settingsWriter()).openStore, signal);
    return { id: last.id, changes: steps.map(({ shown }) => shown), restart: plan.restart, access };
  };

  return {
    'settings.plan': async ({ source, settings }) => {
      const signal = signalOf();
      const edited = readEdited(settings);
      if (edited.problems.length > 0)
        return refuse({ kind: 'invalid-input', fields: edited.problems.map(({ field }) => field) });
      const writer = await host.settingsWriter();
      const planned = await writer.plan(source, edited.settings, signal);
      if (!planned.ok) return ok({ state: 'refused', problem: planned.problem });
      const restart = planned.value.length === 0 ? [] : await writer.restart(source, signal);
      const plan = { reason: { kind: 'settings', source }, steps: planned.value, restart } as const;
      return ok({ state: 'done', value: await preview(plan, source, signal) });
    },
    'tools.read': async ({ url }) =>
      withTarget(url, async (target) => {
        const { tools } = await readToolViews(host, { url: target, signal: signalOf() });
        return ok({ url: target, tools: tools.map(toolLine) });
      }),
    'tools.plan': async ({ url, tools }) =>
      withTarget<ToolsPlanAnswer>(url, async (target) => {
        const signal = signalOf();
        const settings = await settingsOfRoute(host, target, signal);
        if (settings === null) return ok({ state: 'refused', problem: { kind: 'route-unknown' } });
        const rows = tools.map(toolOf);
        const planned = await planTools(rows, { settings, access: await toolsAccessOf(host), signal });
        const reason = { kind: 'tools', tools: rows.map(({ name }) => name) } as const;
        const shown = await preview({ reason, steps: planned.steps, restart: planned.restart }, null, signal);
        const words = planned.tools.map((one) => ({
          ...{ tool: one.tool, name: toolOf(one.tool).name },
          notes: one.state === 'left-out' ? [] : one.notes,
          problem: one.state === 'left-out' ? one.problem : null,
        }));
        return ok({ state: 'done', value: { ...shown, tools: words } });
      }),
    'changes.apply': async ({ id }) => {
      if (last?.id !== id) return refuse({ kind: 'not-found' });
      const { plan, source } = last;
      last = null;
      const signal = signalOf();
      const before = source === null ? null : await readBefore(host, source, signal);
      const outcome = await host.changes.apply(plan, { signal });
      changed();
      if (!outcome.ok) return ok({ state: 'refused', problem: outcome.problem });
      const record = outcome.value;
      made = source === null || before === null ? null : { id: record.id, source, before };
      return ok({ state: 'done', value: { record, ...(await whenItCounts(host, plan, signal)) } });
    },
    'changes.verify': async ({ id, language }) => {
      if (made?.id !== id) return refuse({ kind: 'not-found' });
      const change = { source: made.source, before: made.before, url: latestUrl(), lang: language };
      const { url, outcome, document } = await verifyChange(host, change, { signal: signalOf() });
      const { code, title } = document.verdict;
      return ok({ url, outcome, code, title });
    },
    'changes.list': async () => ok(await host.changes.list()),
    'changes.undo': async ({ id, insist }) => {
      const undone = await host.changes.undo(id, { signal: signalOf(), insist });
      changed();
      return ok(undone.ok ? { state: 'done', value: undone.value } : { state: 'refused', problem: undone.problem });
    },
  };
}

async function withTarget<T>(
  url: string,
  work: (url: string) => Promise<Result<T, ApiProblem>>,
): Promise<Result<T, ApiProblem>> {
  const parsed = parseTarget(url);
  return parsed.ok ? work(parsed.value.target.url) : refuse({ kind: 'invalid-url' });
}

async function whenItCounts(
  host: Host,
  { reason }: ChangePlan,
  signal: AbortSignal,
): Promise<Omit<AppliedView, 'record'>> {
  if (reason.kind !== 'settings') return { isFromNextSignIn: false, decidedBy: null };
  const isFromNextSignIn = reason.source === 'env' || reason.source === 'etc-environment';
  const { decidedBy } = await host.readSettings({}, signal);
  return { isFromNextSignIn, decidedBy: decidedBy === reason.source ? null : decidedBy };
}

function toolLine({ tool, name, isInstalled, from, proxy, agreement, hasCredentials }: ToolView): ToolLine {
  const says =
    proxy.state === 'set'
      ? ({ state: 'says', settings: settingsOf(proxy.settings) } as const)
      : proxy.state === 'follows'
        ? proxy
        : ({ state: 'unreadable', path: proxy.path } as const);
  return { tool, name, isInstalled, isWritable: toolOf(tool).writable, from, says, agreement, hasCredentials };
}
