/** Watches for what a person was asked to do: looks again and again until it is really so, within a time limit. */
import { assertNever } from '../../src/base/assert-never.ts';
import { startWait } from '../../src/base/deadline.ts';
import type { WatchFor } from '../../src/fix/fix-flow.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { NetworkReading } from '../../src/system/system.ts';
import { pauseFor } from '../../src/base/pause-for.ts';
import { BUILT_IN_CONTROL_SITES } from '../../src/probe/control-site.ts';
import { startedBefore } from '../../src/system/program-starts.ts';
import type { CauseCode } from '../../src/verdict/cause-code.ts';
import type { Host } from './compose.ts';
import { controlUrlsOf } from './environment.ts';

/** Between two looks: a person sees an effect within two seconds, and no network is flooded. */
const LOOK_EVERY_MS = 2_000;

/** A look by a whole check must end before people think that nothing is watched. */
const CHECK_MS = 8_000;

/** As far as certificates and tickets tolerate (causes.md, `device.clock-wrong`). */
const CLOCK_TOLERANCE_SECONDS = 300;

/** What a check without a proxy finds as long as a network wants its terms accepted, or can't tell. */
const STILL_BEFORE: readonly CauseCode[] = ['device.captive-portal', 'device.offline', 'undetermined'];

/** What of the host the watching takes. */
export type WatchForHost = Pick<
  Host,
  'assistant' | 'env' | 'machinePreset' | 'readSettings' | 'store' | 'system' | 'systemTools'
>;

/** Resolves with `true` once the condition was seen; with `false` after `limitMs`, or when the signal aborts. */
export async function watchFor(
  host: WatchForHost,
  condition: WatchFor,
  given: { readonly url: string; readonly limitMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  using wait = startWait('guidedStep', given.signal, { ms: given.limitMs });
  const look = await lookFor(host, condition, { url: given.url, signal: wait.signal });
  while (!wait.signal.aborted) {
    if ((await look()) && !given.signal.aborted) return true;
    await pauseFor(LOOK_EVERY_MS, wait.signal);
  }
  return false;
}

/** Returns the look for one condition; what it is compared with is read first. */
async function lookFor(
  host: WatchForHost,
  condition: WatchFor,
  { url, signal }: { readonly url: string; readonly signal: AbortSignal },
): Promise<() => Promise<boolean>> {
  switch (condition.on) {
    case 'network':
      return async () => isConnected(await host.system.network(signal));
    case 'vpn':
      return async () => {
        const connections = await host.system.vpnConnections(signal);
        const all = connections.state === 'read' ? connections.value : [];
        const { name, state } = condition;
        const meant = all.filter((one) => name === null || [one.name, one.interface, one.product].includes(name));
        return state === 'up' ? meant.some(({ isUp }) => isUp) : meant.every(({ isUp }) => !isUp);
      };
    case 'portal-passed':
      // Past the portal, the site may well be out of reach without a proxy: then that is what the check finds.
      return async () => !STILL_BEFORE.includes((await check(host, { url, direct: true }, signal)).verdict.code);
    case 'clock': {
      const control = await controlUrl(host);
      return async () => isClockRight(await check(host, { url: control }, signal));
    }
    case 'keychain':
      return async () => (await host.store.check()).ok;
    case 'settings': {
      const said = async (): Promise<string> => {
        const { readings } = await host.readSettings({ source: condition.source }, signal);
        return JSON.stringify(readings.map(({ reading, raw }) => [reading, raw]));
      };
      const before = await said();
      return async () => (await said()) !== before;
    }
    case 'restart':
      return async () => {
        const { programs: names, sinceMs } = condition;
        const on = { tools: host.systemTools, platform: host.system.platform };
        // Where it can't be told, nobody is kept waiting.
        return ((await startedBefore(on, { names, sinceMs }, signal)) ?? []).length === 0;
      };
    case 'target':
      return async () => (await check(host, { url }, signal)).verdict.code === 'ok';
    default:
      return assertNever(condition);
  }
}

function check(
  { assistant }: WatchForHost,
  about: { readonly url: string; readonly direct?: true },
  signal: AbortSignal,
): Promise<DiagnosisDocument> {
  return assistant.diagnose({ ...about, lang: 'en', timeoutMs: CHECK_MS }, { signal });
}

async function controlUrl(host: WatchForHost): Promise<string> {
  const urls = controlUrlsOf(host.env) ?? (await host.machinePreset())?.controlUrls ?? null;
  const all = urls ?? BUILT_IN_CONTROL_SITES.map((site) => site.url);
  return all.find((one) => one.startsWith('http:')) ?? all[0] ?? 'http://connectivitycheck.gstatic.com/generate_204';
}

/** A link that is up with an address beyond itself, and a route that leads out. */
function isConnected({ interfaces, routes }: NetworkReading): boolean {
  const links = interfaces.filter(
    (one) =>
      one.isUp && one.kind !== 'loopback' && one.addresses.some((block) => !/^(169\.254\.|fe[89ab])/iu.test(block)),
  );
  return links.length > 0 && routes.some((route) => route.destination.endsWith('/0'));
}

/** The smallest offset counts, so that one odd server does not; none is no proof. */
function isClockRight(document: DiagnosisDocument): boolean {
  const offsets = document.observations.flatMap((one) =>
    one.probe === 'http.exchange' && one.clockOffsetSeconds !== undefined ? [Math.abs(one.clockOffsetSeconds)] : [],
  );
  return offsets.length > 0 && Math.min(...offsets) <= CLOCK_TOLERANCE_SECONDS;
}
