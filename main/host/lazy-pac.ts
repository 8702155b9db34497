/** PAC scripts of one run, with the engine loaded when the first one is met. */
import type { PacOfRun, PacTelling } from '../../src/assistant/assistant-tools.ts';
import type { Clock } from '../../src/base/clock.ts';
import type { ProxyResolution } from '../../src/pac/proxy-resolution.ts';
import type { System } from '../../src/system/system.ts';

/** What scripts need of this computer. */
export interface PacHostTools {
  readonly clock: Clock;
  readonly system: System;
  /** PEM of trust anchors beside Node's own. */
  readonly trustAnchors: () => Promise<readonly string[]>;
}

/** Opens the scripts of one run; each is found and fetched once in it. */
export function openLazyPac(tools: PacHostTools, { signal, observe }: PacTelling): PacOfRun {
  let opened: Promise<ProxyResolution> | null = null;
  return {
    evaluate: async (script, url) => {
      opened ??= openResolution(tools, signal);
      const result = await (await opened).resolve(script, url, { signal, observe });
      return result.ok ? { ok: true, value: result.value.legs } : result;
    },
    dispose: async () => {
      await (await opened)?.dispose();
    },
  };
}

/** The same for whoever wants to see how a script came to its answer. */
export async function openResolution(tools: PacHostTools, signal: AbortSignal): Promise<ProxyResolution> {
  const [{ createProxyResolution }, { myAddresses }, { systemAddresses }, { rootCertificates }] = await Promise.all([
    import('../../src/pac/proxy-resolution.ts'),
    import('../../src/pac/my-addresses.ts'),
    import('../../src/pac/system-names.ts'),
    import('node:tls'),
  ]);
  const inputs = async (): Promise<{ readonly domains: readonly string[]; readonly dhcpTexts: readonly string[] }> =>
    (await tools.system.autoDetection?.(signal)) ?? { domains: [], dhcpTexts: [] };
  return createProxyResolution({
    clock: tools.clock,
    myAddresses,
    resolve: systemAddresses,
    ca: async () => [...rootCertificates, ...(await tools.trustAnchors())],
    wpad: {
      domains: async () => (await inputs()).domains,
      dhcpTexts: async () => (await inputs()).dhcpTexts,
    },
  });
}
