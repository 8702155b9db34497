/** Turns what tools are to say into the steps of one change. */
import type { ChangeStep } from '../../change/change.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { planTool, type ToolNote, type ToolPlanProblem } from '../../tools/plan-tool.ts';
import type { Tool, ToolId } from '../../tools/tool.ts';
import { readFiles, type ToolsAccess } from './read-tools.ts';

/** What happens to one tool. */
export type PlannedTool =
  | {
      readonly tool: ToolId;
      readonly state: 'changes';
      readonly paths: readonly string[];
      readonly notes: readonly ToolNote[];
    }
  | { readonly tool: ToolId; readonly state: 'says-it-already'; readonly notes: readonly ToolNote[] }
  | { readonly tool: ToolId; readonly state: 'left-out'; readonly problem: ToolPlanProblem };

export interface ToolsPlan {
  readonly steps: readonly ChangeStep[];
  readonly tools: readonly PlannedTool[];
  /** Names of programs that keep their settings until they are started again. */
  readonly restart: readonly string[];
}

/** Plans every tool by itself: one that can't be told leaves the others alone. */
export async function planTools(
  tools: readonly Tool[],
  {
    settings,
    access,
    signal,
  }: { readonly settings: ProxySettings; readonly access: ToolsAccess; readonly signal: AbortSignal },
): Promise<ToolsPlan> {
  const steps: ChangeStep[] = [];
  const planned: PlannedTool[] = [];
  const restart: string[] = [];
  for (const tool of tools) {
    const files = await readFiles(tool, access, signal);
    const plan = planTool(tool, { files, settings, where: access.where });
    if (!plan.ok) {
      planned.push({ tool: tool.id, state: 'left-out', problem: plan.problem });
      continue;
    }
    const { changes, notes } = plan.value;
    if (changes.length === 0) {
      planned.push({ tool: tool.id, state: 'says-it-already', notes });
      continue;
    }
    for (const { path, from, to, shown } of changes) {
      steps.push({ ref: { kind: 'file', path }, from, to, shown: { what: `${tool.name}: ${path}`, ...shown } });
    }
    planned.push({ tool: tool.id, state: 'changes', paths: changes.map(({ path }) => path), notes });
    if (tool.restart === true) restart.push(tool.name);
  }
  return { steps, tools: planned, restart };
}
