/** Writes single values of the registry with `reg.exe`. */
import { ok, refuse, type Result } from '../../base/result.ts';
import type { StoreProblem } from '../../change/store.ts';
import type { SystemTools } from '../system-tools.ts';
import type { RegistryValue } from './registry.ts';

/** One value of one key; the name `(Default)` is the key's own. */
export interface RegistryPlace {
  readonly key: string;
  readonly name: string;
}

/** What `reg.exe` calls the value that has no name. */
const NAMELESS = '(Default)';

/** Writes a value, or takes it away (`null`). */
export async function writeRegistry(
  tools: SystemTools,
  { key, name }: RegistryPlace,
  value: RegistryValue | null,
  signal: AbortSignal,
): Promise<Result<void, StoreProblem>> {
  const named = name === NAMELESS ? ['/ve'] : ['/v', name];
  const args =
    value === null ? ['delete', key, ...named, '/f'] : ['add', key, ...named, '/t', value.type, '/d', value.data, '/f'];
  const outcome = await tools.run('reg.exe', args, { signal, encoding: 'latin1' });
  if (outcome.state === 'missing') return refuse({ kind: 'program-missing', program: 'reg.exe' });
  if (outcome.state === 'failed') return refuse({ kind: 'refused', detail: outcome.why });
  if (outcome.exitCode === 0) return ok(undefined);
  return refuse({ kind: 'refused', detail: `reg.exe ended with ${String(outcome.exitCode)}` });
}
