import type { SystemTools } from '../system-tools.ts';

/** Modules without which the kernel can hold no packet filter: nftables, and the tables of iptables. */
const FILTER_MODULES = ['nf_tables', 'ip_tables', 'ip6_tables'] as const;

/**
 * Returns how it is known that this kernel filters nothing, `null` where it may. The list of modules is open to
 * everybody: where none of a filter is loaded or built in, there is no rule that could be closed to us.
 */
export async function whyNoFilter(tools: SystemTools): Promise<'no-module' | null> {
  const [modules, release] = await Promise.all([
    tools.readFile('/proc/modules'),
    tools.readFile('/proc/sys/kernel/osrelease'),
  ]);
  if (modules.state !== 'read' || release.state !== 'read' || modules.value.trim() === '') return null;
  const builtin = await tools.readFile(`/lib/modules/${release.value.trim()}/modules.builtin`);
  if (builtin.state !== 'read') return null;
  const loaded = modules.value.split('\n').map((line) => line.split(' ')[0] ?? '');
  const isThere = FILTER_MODULES.some((name) => loaded.includes(name) || builtin.value.includes(`/${name}.ko`));
  return isThere ? null : 'no-module';
}
