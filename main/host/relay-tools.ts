/** Tells tools to use the relay, and puts back what they said before when it ends. */
import { refuse, ok, type Result } from '../../src/base/result.ts';
import type { ApplyProblem, ChangeRecord, UndoProblem } from '../../src/change/change.ts';
import type { Place } from '../../src/relay/upstream-link.ts';
import { hostInUrl } from '../../src/settings/canonical-host.ts';
import { parseBypassList } from '../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../src/settings/parse-proxy-uri.ts';
import { planTools, type ToolsPlan } from '../../src/system/tools/plan-tools.ts';
import type { Tool } from '../../src/tools/tool.ts';
import type { Host } from './compose.ts';
import { toolsAccessOf, toolsHere } from './tools-access.ts';

/** Taking back goes on after the person has asked the program to end; every file has its own limit inside. */
const TAKE_BACK_MS = 20_000;

/** Plans what each tool would say: the relay's address for everything, because the relay knows the exceptions itself. */
export async function planToRelay(
  host: Host,
  {
    tools,
    place,
    signal,
  }: { readonly tools: readonly Tool[] | null; readonly place: Place; readonly signal: AbortSignal },
): Promise<ToolsPlan> {
  const server = parseProxyServer(`http://${hostInUrl(place.host)}:${String(place.port)}`);
  const access = await toolsAccessOf(host);
  const settings = { mode: 'manual', servers: { any: server }, bypass: parseBypassList('', 'chromium') } as const;
  return await planTools(tools ?? (await toolsHere(access, signal)), { settings, access, signal });
}

/** Makes the change; returns its id, `null` where there was nothing to change. */
export async function tellTools(
  { changes }: Pick<Host, 'changes'>,
  { steps, restart }: Pick<ToolsPlan, 'steps' | 'restart'>,
  signal: AbortSignal,
): Promise<Result<string | null, ApplyProblem>> {
  if (steps.length === 0) {
    // They say it since a relay that was ended by force: what that one changed, this one takes back.
    const left = (await changes.list()).find(({ reason, state }) => reason.kind === 'relay' && state === 'applied');
    return ok(left?.id ?? null);
  }
  const made = await changes.apply({ reason: { kind: 'relay' }, steps, restart }, { signal });
  return made.ok ? ok(made.value.id) : refuse(made.problem);
}

/** Takes the change back where nobody has done so meanwhile; what others changed since stays. */
export async function takeToolsBack(
  { changes }: Pick<Host, 'changes'>,
  id: string,
): Promise<Result<ChangeRecord | null, UndoProblem>> {
  const undone = await changes.undo(id, { signal: AbortSignal.timeout(TAKE_BACK_MS), insist: false });
  return !undone.ok && undone.problem.kind === 'already-undone' ? ok(null) : undone;
}
