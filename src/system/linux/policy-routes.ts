import ipaddr from 'ipaddr.js';
import type { RouteFact } from '../../observation/observation.ts';
import type { SystemTools } from '../system-tools.ts';

/** A computer that carries the internet's routes has a million; the first ones say enough. */
const MOST_ROUTES = 2_000;

/**
 * Returns the routes of tables beside the main one, as VPN clients bring them (`ip -j route show table all`); the
 * kernel's own tables of addresses are left out. Nothing where `ip` is not there: the main table is known from files.
 */
export async function readPolicyRoutes(tools: SystemTools, signal: AbortSignal): Promise<readonly RouteFact[]> {
  const outcomes = await Promise.all(
    ['-4', '-6'].map((family) => tools.run('ip', [family, '-j', 'route', 'show', 'table', 'all'], { signal })),
  );
  return outcomes.flatMap((outcome, index) =>
    outcome.state === 'done' && outcome.exitCode === 0 ? parseTables(outcome.stdout, index === 1) : [],
  );
}

/** Returns the routes of other tables than `main` and `local` in `ip -j route show table all`. */
export function parseTables(text: string, isV6: boolean): readonly RouteFact[] {
  const parsed = parseJson(text);
  if (!Array.isArray(parsed)) return [];
  const entries: readonly unknown[] = parsed.slice(0, MOST_ROUTES);
  return entries.flatMap((entry) => {
    const table = field(entry, 'table');
    const name = field(entry, 'dev');
    const type = field(entry, 'type');
    const destination = cidrOf(field(entry, 'dst'), isV6);
    if (table === undefined || table === 'main' || table === 'local') return [];
    if (name === undefined || destination === null || (type !== undefined && type !== 'unicast')) return [];
    const gateway = field(entry, 'gateway');
    const metric = Number(field(entry, 'metric') ?? Number.NaN);
    return [
      {
        destination,
        interface: name,
        ...(gateway === undefined ? {} : { gateway }),
        ...(Number.isFinite(metric) ? { metric } : {}),
        table,
      },
    ];
  });
}

function cidrOf(destination: string | undefined, isV6: boolean): string | null {
  if (destination === undefined) return null;
  if (destination === 'default') return isV6 ? '::/0' : '0.0.0.0/0';
  const full = destination.includes('/') ? destination : `${destination}/${isV6 ? '128' : '32'}`;
  return ipaddr.isValidCIDR(full) ? full : null;
}

/** A field as text; iproute2 writes tables and metrics as numbers or names. */
function field(entry: unknown, key: string): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const value: unknown = new Map<string, unknown>(Object.entries(entry)).get(key);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
