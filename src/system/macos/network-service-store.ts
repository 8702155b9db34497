/** The proxies of one network service as a place of a change, read and written by `networksetup`. */
import { read } from '../../base/reading.ts';
import { ok, refuse, type Result } from '../../base/result.ts';
import type { Store, StoreAccess, StoreProblem } from '../../change/store.ts';
import type { SystemTools } from '../system-tools.ts';
import { isProxyManaged } from './managed-proxy.ts';
import {
  NETWORKSETUP,
  readNetworkService,
  SERVICE_PROXIES,
  type ServiceProxyName,
  type ServiceSettings,
} from './network-service.ts';
import { formatService, parseService } from './network-service-text.ts';
import { isRefusedToUsers } from './parse-networksetup.ts';

/** Opens a service by the name that `networksetup` lists. */
export function openNetworkServiceStore(tools: SystemTools, service: string): Store {
  return {
    read: async (signal) => {
      const found = await readNetworkService(tools, service, signal);
      return found.state === 'read' ? read(formatService(found.value)) : found;
    },
    write: async (text, signal) => {
      const wanted = text === null ? null : parseService(text);
      if (wanted === null) return refuse({ kind: 'refused', detail: 'no proxies of a service' });
      return await write(tools, { service, wanted }, signal);
    },
    access: (signal) => accessOf(tools, signal),
  };
}

async function write(
  tools: SystemTools,
  { service, wanted }: { readonly service: string; readonly wanted: ServiceSettings },
  signal: AbortSignal,
): Promise<Result<void, StoreProblem>> {
  const found = await readNetworkService(tools, service, signal);
  if (found.state !== 'read') return refuse({ kind: 'refused', detail: 'the service can not be read' });
  const commands = commandsFor(service, { from: found.value, to: wanted });
  if (!commands.ok) return commands;
  for (const args of commands.value) {
    const outcome = await tools.run(NETWORKSETUP, args, { signal });
    if (outcome.state === 'missing') return refuse({ kind: 'program-missing', program: 'networksetup' });
    if (outcome.state === 'failed') return refuse({ kind: 'refused', detail: outcome.why });
    if (isRefusedToUsers(outcome)) return refuse({ kind: 'needs-administrator' });
    if (outcome.exitCode !== 0 || /^\*\* Error/mu.test(outcome.stdout))
      return refuse({ kind: 'refused', detail: (outcome.stderr + outcome.stdout).trim().slice(0, 200) });
  }
  return ok(undefined);
}

/**
 * Returns the commands that lead from one state to the other, and nothing beyond. An address with a sign-in is never
 * touched: its password could only be put back as an argument, where every program can read it.
 */
function commandsFor(
  service: string,
  { from, to }: { readonly from: ServiceSettings; readonly to: ServiceSettings },
): Result<readonly (readonly string[])[], StoreProblem> {
  const commands: (readonly string[])[] = [];
  if (JSON.stringify(from.bypass) !== JSON.stringify(to.bypass))
    commands.push(['-setproxybypassdomains', service, ...(to.bypass.length === 0 ? ['Empty'] : to.bypass)]);
  for (const name of SERVICE_PROXIES) {
    const [now, next] = [from[name], to[name]];
    const moves = now.server !== next.server || now.port !== next.port || now.authenticated !== next.authenticated;
    if (moves && (now.authenticated || next.authenticated))
      return refuse({ kind: 'refused', detail: `${name}: an address with a sign-in stays as it is` });
    // Setting an address switches it on.
    if (moves) commands.push([setter(name), service, next.server, String(next.port)]);
    if (moves || now.enabled !== next.enabled) commands.push([`${setter(name)}state`, service, onOff(next.enabled)]);
  }
  const movesScript = from.auto.url !== to.auto.url;
  if (movesScript) commands.push(['-setautoproxyurl', service, to.auto.url]);
  if (movesScript || from.auto.enabled !== to.auto.enabled)
    commands.push(['-setautoproxystate', service, onOff(to.auto.enabled)]);
  if (from.discovery !== to.discovery) commands.push(['-setproxyautodiscovery', service, onOff(to.discovery)]);
  return ok(commands);
}

function setter(name: ServiceProxyName): string {
  return `-set${name}proxy`;
}

function onOff(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}

/** Who may change network settings: administrators, unless a password is asked for all settings of the system. */
async function accessOf(tools: SystemTools, signal: AbortSignal): Promise<StoreAccess> {
  const [groups, right, managed] = await Promise.all([
    tools.run('/usr/bin/id', ['-Gn'], { signal }),
    tools.run('/usr/bin/security', ['authorizationdb', 'read', 'system.preferences.network'], { signal }),
    isProxyManaged(tools, signal),
  ]);
  if (managed) return { state: 'managed' };
  if (tools.uid === 0) return { state: 'allowed' };
  const isAdministrator = groups.state === 'done' && groups.stdout.trim().split(/\s+/u).includes('admin');
  const isLocked = right.state === 'done' && /<key>shared<\/key>\s*<false\/>/u.test(right.stdout);
  return isAdministrator && !isLocked ? { state: 'allowed' } : { state: 'needs-administrator' };
}
