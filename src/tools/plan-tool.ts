/** What the files of one tool would have to hold so that it uses a proxy; nothing is written here. */
import { ok, refuse, type Result } from '../base/result.ts';
import type { BypassList } from '../settings/bypass-list.ts';
import { hostInUrl } from '../settings/canonical-host.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import type { ConfiguredServer, ProxySettings } from '../settings/proxy-settings.ts';
import { formatExceptions } from './exceptions.ts';
import type { Role, RoleValues } from './form.ts';
import { type FileValues, type ToolFile, valuesOf } from './read-tool.ts';
import type { Follows, Tool, Where } from './tool.ts';
import { showValues } from './tool-proxy.ts';

/** Why a tool can't be told; worded in `messages`. */
export type ToolPlanProblem =
  /** It takes the variables of its environment and nothing else. */
  | { readonly kind: 'environment-only' }
  /** It takes what the operating system says, and no address. */
  | { readonly kind: 'system-only' }
  /** No place for its settings on this computer. */
  | { readonly kind: 'no-place' }
  | { readonly kind: 'script-not-spoken' }
  | { readonly kind: 'kind-not-spoken'; readonly proxy: ProxyServer['kind'] }
  /** It knows one proxy for all schemes, and two are asked for. */
  | { readonly kind: 'two-proxies' }
  | { readonly kind: 'invalid-address' }
  | { readonly kind: 'unreadable'; readonly path: string; readonly why: string }
  | { readonly kind: 'not-understood'; readonly path: string };

/** What is good to know about a plan; worded in `messages`. */
export type ToolNote =
  | { readonly kind: 'exceptions-lost'; readonly entries: readonly string[] }
  | { readonly kind: 'exceptions-wider'; readonly entries: readonly string[] }
  | { readonly kind: 'exceptions-from-environment' }
  | { readonly kind: 'no-exceptions' }
  /** A name and password are never written in clear; without them, the tool can't sign in by itself. */
  | { readonly kind: 'credentials-left-out' }
  /** It says nothing itself any more, and follows. */
  | { readonly kind: 'then-follows'; readonly whom: Follows }
  | { readonly kind: 'variable-wins'; readonly name: string };

/** One file before and after. */
export interface FileChange {
  readonly path: string;
  readonly from: string | null;
  readonly to: string;
  readonly shown: { readonly from: string | null; readonly to: string | null };
}

export interface ToolPlan {
  /** Empty where the tool says it already. */
  readonly changes: readonly FileChange[];
  readonly notes: readonly ToolNote[];
}

/** Returns the changes for one tool. */
export function planTool(
  tool: Tool,
  {
    files,
    settings,
    where,
  }: { readonly files: readonly ToolFile[]; readonly settings: ProxySettings; readonly where: Where },
): Result<ToolPlan, ToolPlanProblem> {
  if (!tool.writable) return refuse({ kind: tool.follows === 'environment' ? 'environment-only' : 'system-only' });
  const wanted = wantedValues(tool, settings);
  if (!wanted.ok) return wanted;
  const { values, notes } = wanted.value;
  const read = files.map((file) => ({ file, values: valuesOf(file) }));
  const dark = read.find(({ values: one }) => one.state === 'unreadable' || one.state === 'not-understood');
  if (dark?.values.state === 'unreadable')
    return refuse({ kind: 'unreadable', path: dark.file.path, why: dark.values.why });
  if (dark !== undefined) return refuse({ kind: 'not-understood', path: dark.file.path });
  const targets = targetsOf(tool, read);
  const isRemoval = Object.values(values).every((value) => value === null);
  if (targets.length === 0 && !isRemoval) return refuse({ kind: 'no-place' });
  const changes: FileChange[] = [];
  for (const { file, values: before } of read) {
    // A weaker file keeps what it says, unless the tool is to say nothing itself any more.
    const own = targets.includes(file) ? values : isRemoval ? nullsOf(values, before) : {};
    if (file.text.state === 'absent' && isRemoval) continue;
    const text = file.text.state === 'read' ? file.text.value : '';
    const to = file.form.write(text, own);
    if (!to.ok) return refuse({ kind: 'not-understood', path: file.path });
    if (to.value === text) continue;
    const after = file.form.read(to.value);
    const shown = {
      from: before.state === 'read' ? showValues(before.values) : null,
      to: after.ok ? showValues(after.value) : null,
    };
    changes.push({ path: file.path, from: file.text.state === 'read' ? text : null, to: to.value, shown });
  }
  const winner = Object.values(tool.variables ?? {})
    .flat()
    .find((name) => (where.env[name] ?? '') !== '');
  return ok({ changes, notes: winner === undefined ? notes : [...notes, { kind: 'variable-wins', name: winner }] });
}

interface Wanted {
  readonly values: RoleValues;
  readonly notes: readonly ToolNote[];
}

function wantedValues(tool: Tool, settings: ProxySettings): Result<Wanted, ToolPlanProblem> {
  if (settings.mode === 'pac' || settings.mode === 'auto-detect') return refuse({ kind: 'script-not-spoken' });
  const schemes: readonly Role[] = tool.roles === 'any' ? ['any'] : ['http', 'https'];
  if (settings.mode === 'direct') {
    const isSaid = tool.directWord !== null || tool.switch !== undefined;
    return ok({
      values: {
        ...Object.fromEntries(schemes.map((role) => [role, tool.directWord])),
        bypass: null,
        ...(tool.switch === undefined ? {} : { switch: tool.switch.off }),
      },
      notes: isSaid || tool.follows === 'nothing' ? [] : [{ kind: 'then-follows', whom: tool.follows }],
    });
  }
  const { servers } = settings;
  const http = addressFor(tool, servers.http ?? servers.any ?? servers.socks);
  const https = addressFor(tool, servers.https ?? servers.any ?? servers.socks);
  if (!http.ok) return http;
  if (!https.ok) return https;
  if (tool.roles === 'any' && http.value !== https.value) return refuse({ kind: 'two-proxies' });
  if (tool.httpServesHttps === true && https.value === null && tool.directWord === null)
    return refuse({ kind: 'two-proxies' });
  const addresses =
    tool.roles === 'any' ? { any: http.value } : { http: http.value, https: https.value ?? tool.directWord };
  const exceptions = exceptionsFor(tool, settings.bypass);
  const leftOut = Object.values(servers).some((one) => one.state === 'valid' && one.credentials !== undefined);
  return ok({
    values: {
      ...addresses,
      bypass: exceptions.text,
      ...(tool.switch === undefined ? {} : { switch: tool.switch.on }),
    },
    notes: [...exceptions.notes, ...(leftOut ? [{ kind: 'credentials-left-out' } as const] : [])],
  });
}

/** The address as the tool writes it; `null` where the scheme goes directly. Credentials are never part of it. */
function addressFor(tool: Tool, server: ConfiguredServer | undefined): Result<string | null, ToolPlanProblem> {
  if (server === undefined || server.state === 'direct') return ok(null);
  if (server.state === 'invalid') return refuse({ kind: 'invalid-address' });
  const { kind, host, port } = server.server;
  if (!tool.kinds.includes(kind)) return refuse({ kind: 'kind-not-spoken', proxy: kind });
  return ok(`${tool.socksSchemes?.[kind] ?? kind}://${hostInUrl(host)}:${String(port)}`);
}

function exceptionsFor(
  tool: Tool,
  list: BypassList,
): { readonly text: string | null; readonly notes: readonly ToolNote[] } {
  const isNamed = list.rules.some(({ kind }) => kind !== 'subtract-implicit');
  if (tool.exceptions.kind === 'environment')
    return { text: null, notes: isNamed ? [{ kind: 'exceptions-from-environment' }] : [] };
  if (tool.exceptions.kind === 'none') return { text: null, notes: isNamed ? [{ kind: 'no-exceptions' }] : [] };
  const { entries, lost, wider } = formatExceptions(list, tool.exceptions.dialect);
  const unread = list.unparsed.filter((entry) => entry !== '');
  const missing = [...lost, ...unread];
  return {
    text: entries.length === 0 ? null : entries.join(tool.exceptions.dialect === 'java' ? '|' : ','),
    notes: [
      ...(missing.length === 0 ? [] : [{ kind: 'exceptions-lost', entries: missing } as const]),
      ...(wider.length === 0 ? [] : [{ kind: 'exceptions-wider', entries: wider } as const]),
    ],
  };
}

/** The strongest file that says something, else the strongest that exists, else the one that is made. */
function targetsOf(
  tool: Tool,
  read: readonly { readonly file: ToolFile; readonly values: FileValues }[],
): readonly ToolFile[] {
  const made = read.filter(({ file }) => file.text.state === 'read' || !file.isNeverMade);
  if (tool.writesEvery === true) return made.map(({ file }) => file);
  const existing = read.filter(({ file }) => file.text.state === 'read');
  const saying = existing.filter(
    ({ values }) => values.state === 'read' && Object.values(values.values).some((value) => value !== null),
  );
  const pool = tool.choice === 'first' || saying.length === 0 ? existing : saying;
  const target = pool.at(-1) ?? made.at(-1);
  return target === undefined ? [] : [target.file];
}

function nullsOf(wanted: RoleValues, before: FileValues): RoleValues {
  if (before.state !== 'read') return {};
  const roles = Object.keys(before.values).filter((role) => role in wanted);
  return Object.fromEntries(roles.map((role) => [role, null]));
}
