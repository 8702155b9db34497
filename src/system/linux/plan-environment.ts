/** How the files from which a sign-in to the computer makes the environment have to change for other proxy settings. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { ChangeStep } from '../../change/change.ts';
import { type Environment, readEnvironment, showEnvironment } from '../../settings/environment-settings.ts';
import { formatBypassList } from '../../settings/format-bypass-list.ts';
import { showBypassRule } from '../../settings/match-bypass.ts';
import { formatProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer, ProxySettings } from '../../settings/proxy-settings.ts';
import { sameSettings } from '../../settings/same-settings.ts';
import { createFileStore } from '../file-store.ts';
import type { PlanProblem } from '../settings-writer.ts';
import { editEnvironment } from './edit-environment.ts';
import { EMPTIED, parseEnvironmentD } from './environment-d.ts';
import { parseEtcEnvironment } from './etc-environment.ts';
import { PROXY_VARIABLES, type ProxyVariable, type ProxyVariables, toolsAgree } from './tools-agree.ts';

/** Others that Chromium would look at before or after them. */
const IN_THE_WAY = ['auto_proxy', 'socks_server', 'socks_version'];

/** Which file, and what in it counts as the source. */
interface EnvironmentFile {
  readonly source: 'env' | 'etc-environment';
  readonly path: string;
  /** What other files set before this one: emptied here where it is not wanted. */
  readonly before: Environment;
}

/** Returns the one step; none where the file says it already. */
export async function planEnvironment(
  file: EnvironmentFile,
  settings: ProxySettings,
  signal: AbortSignal,
): Promise<Result<readonly ChangeStep[], PlanProblem>> {
  const { source, path } = file;
  const there = await createFileStore(path).read(signal);
  if (there.state === 'unreadable') return refuse({ kind: 'unreadable', source, why: there.why });
  const from = there.state === 'read' ? there.value : null;
  const isOwn = source === 'env';
  const parse = isOwn ? parseEnvironmentD : parseEtcEnvironment;
  const env = { ...file.before, ...parse(from ?? '') };
  const now = readEnvironment(env);
  const values = valuesOf(source, settings);
  const isSame = now.state === 'read' && sameSettings(now.value, settings);
  if (isSame && (!values.ok || settings.mode !== 'manual' || toolsAgree(env, values.value))) return ok([]);
  if (!values.ok) return values;

  const emptied = isOwn ? EMPTIED : '';
  const wanted = new Map<string, string | null>();
  for (const name of [...PROXY_VARIABLES, ...IN_THE_WAY]) {
    const value = isVariable(name) ? values.value[name] : undefined;
    for (const cased of [name, name.toUpperCase()]) wanted.set(cased, value ?? (cased in file.before ? emptied : null));
  }
  const to = editEnvironment(from ?? '', wanted);
  const shownOf = (text: string | null): string | null => (text === null ? null : showEnvironment(parse(text)));
  return ok([{ ref: { kind: 'file', path }, from, to, shown: { what: path, from: shownOf(from), to: shownOf(to) } }]);
}

function isVariable(name: string): name is ProxyVariable {
  return PROXY_VARIABLES.some((one) => one === name);
}

function valuesOf(source: EnvironmentFile['source'], settings: ProxySettings): Result<ProxyVariables, PlanProblem> {
  // Every program knows `*`; a variable that is missing could still be set by another file.
  if (settings.mode === 'direct') return ok({ no_proxy: '*' });
  if (settings.mode !== 'manual') return refuse({ kind: 'cannot-say', source, what: settings.mode });
  const { servers, bypass } = settings;
  const { socks, any, http, https, ftp } = servers;
  const rest = socks ?? any;
  if (socks !== undefined && (http ?? https ?? ftp ?? any) !== undefined)
    return refuse({ kind: 'cannot-say', source, what: 'socks-beside-others' });
  // `all_proxy` goes before the others in Chromium, and after them everywhere else.
  if (any !== undefined && (http ?? https ?? ftp) !== undefined)
    return refuse({ kind: 'cannot-say', source, what: 'proxy-kind' });
  if (bypass.reversed === true) return refuse({ kind: 'cannot-say', source, what: 'reversed-bypass' });
  const { text, lost } = formatBypassList(bypass, 'environment');
  if (lost.length > 0) return refuse({ kind: 'cannot-say', source, what: 'bypass', entries: lost.map(showBypassRule) });

  const isWeb = rest?.state === 'valid' && (rest.server.kind === 'http' || rest.server.kind === 'https');
  const each = isWeb ? rest : undefined;
  return ok({
    ...serverValue('all_proxy', rest),
    ...serverValue('http_proxy', http ?? each),
    ...serverValue('https_proxy', https ?? each),
    ...serverValue('ftp_proxy', ftp),
    ...(text === '' ? {} : { no_proxy: text }),
  });
}

function serverValue(name: ProxyVariable, server: ConfiguredServer | undefined): ProxyVariables {
  return server?.state === 'valid' ? { [name]: formatProxyServer(server.server) } : {};
}
