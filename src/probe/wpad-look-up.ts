/** Automatic detection of a proxy script. Thin over src/pac, which finds, fetches and runs it. */
import { isIPv4 } from 'node:net';
import { rootCertificates } from 'node:tls';
import { DEADLINES } from '../base/deadline.ts';
import { myAddresses } from '../pac/my-addresses.ts';
import { createProxyResolution } from '../pac/proxy-resolution.ts';
import { findWpad, wpadNames } from '../pac/wpad.ts';
import type { Leg } from '../settings/proxy-server.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';

/** Emits `wpad.look-up` for a URL, and `pac.fetch` and `pac.run` where a script is named. */
export async function probeWpad(run: ProbeRun, url: string): Promise<void> {
  const emit = startWatch(run);
  const limitMs = DEADLINES.dnsLookup.ms + DEADLINES.pacFetch.ms;
  await step(run, { probe: 'wpad.look-up', about: url, limitMs }, async () => {
    const inputs = (await run.context.system.autoDetection?.(run.signal)) ?? { domains: [], dhcpTexts: [] };
    const resolve = async (name: string): Promise<readonly string[] | null> => {
      const { addresses } = await lookUpAddresses(run, { name, role: 'pac' });
      return addresses.length === 0 ? null : addresses;
    };
    const names = wpadNames(inputs.domains);
    const found = await findWpad(
      { domains: () => Promise.resolve(inputs.domains), dhcpTexts: () => Promise.resolve(inputs.dhcpTexts), resolve },
      run.signal,
    );
    if (!found.ok) {
      emit({ probe: 'wpad.look-up', url, found: null, names, route: [] });
      return;
    }
    const { url: script, by } = found.value;
    const asked = await askScript(run, { script, url, resolve });
    emit({ probe: 'wpad.look-up', url, found: script, by, names: by === 'dhcp' ? [] : names, ...asked });
  });
}

async function askScript(
  run: ProbeRun,
  about: {
    readonly script: string;
    readonly url: string;
    readonly resolve: (name: string) => Promise<readonly string[] | null>;
  },
): Promise<{ readonly route: readonly Leg[]; readonly problem?: string }> {
  const { clock, startedAtMs, trustAnchors } = run.context;
  const resolution = createProxyResolution({
    clock,
    myAddresses,
    resolve: async (name, families) => {
      const addresses = (await about.resolve(name)) ?? [];
      const kept = addresses.filter((address) => families === 'any' || isIPv4(address));
      return kept.length === 0 ? null : kept;
    },
    ca: async () => [...rootCertificates, ...(await trustAnchors())],
    wpad: { domains: () => Promise.resolve([]), dhcpTexts: () => Promise.resolve([]) },
  });
  try {
    const result = await resolution.resolve({ from: 'url', url: about.script }, about.url, {
      signal: run.signal,
      observe: (fact, tookMs) => {
        run.emit({ ...fact, atMs: clock.nowMs() - startedAtMs - tookMs, tookMs });
      },
    });
    return result.ok ? { route: result.value.legs } : { route: [], problem: result.problem.kind };
  } finally {
    await resolution.dispose();
  }
}
