/** PAC scripts of one run, with the engine loaded when the first one is met. */
import type { PacOfRun, PacTelling } from '../../src/assistant/assistant-tools.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import type { PacProblem } from '../../src/pac/pac-problem.ts';
import type { PacResolution, ProxyResolution } from '../../src/pac/proxy-resolution.ts';
import type { System } from '../../src/system/system.ts';
import { builtInCertificates } from './system-certificates.ts';

/** What scripts need of this computer. */
export interface PacHostTools {
  readonly clock: Clock;
  readonly system: System;
  /** PEM of trust anchors beside Node's own. */
  readonly trustAnchors: () => Promise<readonly string[]>;
}

/** What a caller hears of a run's scripts. */
export interface LazyPacTelling extends PacTelling {
  /** Gets every outcome with the calls and the lines that led to it. */
  readonly onResolution?: (outcome: Result<PacResolution, PacProblem>) => void;
}

/** Opens the scripts of one run; each is found and fetched once in it. */
export function openLazyPac(tools: PacHostTools, { signal, observe, onResolution }: LazyPacTelling): PacOfRun {
  let opened: Promise<ProxyResolution> | null = null;
  return {
    evaluate: async (script, url) => {
      opened ??= openResolution(tools, signal);
      const result = await (await opened).resolve(script, url, { signal, observe });
      onResolution?.(result);
      return result.ok ? { ok: true, value: result.value.legs } : result;
    },
    dispose: async () => {
      await (await opened)?.dispose();
    },
  };
}

/** The same for whoever wants to see how a script came to its answer. */
export async function openResolution(tools: PacHostTools, signal: AbortSignal): Promise<ProxyResolution> {
  const [{ createProxyResolution }, { myAddresses }, { systemAddresses }] = await Promise.all([
    import('../../src/pac/proxy-resolution.ts'),
    import('../../src/pac/my-addresses.ts'),
    import('../../src/pac/system-names.ts'),
  ]);
  const inputs = async (): Promise<{ readonly domains: readonly string[]; readonly dhcpTexts: readonly string[] }> =>
    (await tools.system.autoDetection?.(signal)) ?? { domains: [], dhcpTexts: [] };
  return createProxyResolution({
    clock: tools.clock,
    myAddresses,
    resolve: systemAddresses,
    ca: () => pacCertificates(tools),
    wpad: {
      domains: async () => (await inputs()).domains,
      dhcpTexts: async () => (await inputs()).dhcpTexts,
    },
  });
}

/** What is trusted where a script is fetched over TLS. */
export async function pacCertificates(tools: Pick<PacHostTools, 'trustAnchors'>): Promise<readonly string[]> {
  return [...builtInCertificates(), ...(await tools.trustAnchors())];
}
