/** Reads what a fix is planned from, beside the diagnosis that was just made. */
import type { FixSituation } from '../../src/fix/fix-flow.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { ProxySettings } from '../../src/settings/proxy-settings.ts';
import type { SourceReading } from '../../src/settings/settings-snapshot.ts';
import { variablePlaces } from '../../src/system/linux/variable-places.ts';
import { ownSource } from '../../src/system/own-source.ts';
import { installedBrowsers } from './browser-pages.ts';
import type { Host } from './compose.ts';

/** More scripts of other sources are not fetched. */
const MOST_SCRIPTS = 4;

/** What of the host the reading takes. */
export type SituationHost = Pick<Host, 'env' | 'loadPac' | 'readSettings' | 'system' | 'systemTools'>;

/** Returns the situation; `url` is the address as it was asked for. */
export async function readSituation(
  host: SituationHost,
  { url, document }: { readonly url: string; readonly document: DiagnosisDocument },
  signal: AbortSignal,
): Promise<FixSituation> {
  const { readings, decidedBy } = await host.readSettings({}, signal);
  const deciding = readings.find((one) => one.source === decidedBy && one.as === undefined);
  const settings = deciding?.reading.state === 'read' ? deciding.reading.value : null;
  const { platform } = host.system;
  const wants = (id: string): boolean => document.fixes.some((fix) => fix.id === id);
  return {
    url,
    platform,
    source: decidedBy,
    settings,
    route: document.settings.route,
    isManaged: deciding?.managed === true,
    own: ownSource(platform, host.env),
    readings,
    observations: document.observations,
    scripts: wants('repair-pac') ? await liveScripts(host, { readings, settings }, signal) : [],
    variables: platform === 'linux' && decidedBy === 'env' ? await variablePlaces(host.systemTools) : [],
    browsers: wants('clear-browser-data') ? await installedBrowsers(platform, host.env) : [],
  };
}

/** Scripts that other sources name, and that are there. */
async function liveScripts(
  host: SituationHost,
  { readings, settings }: { readonly readings: readonly SourceReading[]; readonly settings: ProxySettings | null },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const current = settings?.mode === 'pac' ? settings.pacUrl : null;
  const named = readings.flatMap(({ reading }) =>
    reading.state === 'read' && reading.value.mode === 'pac' ? [reading.value.pacUrl] : [],
  );
  const others = [...new Set(named)].filter((one) => one !== current).slice(0, MOST_SCRIPTS);
  const looked = await Promise.all(
    others.map(async (address) => {
      const script = await host.loadPac(address, signal);
      if (!script.ok) return [];
      await script.value.dispose();
      return [address];
    }),
  );
  return looked.flat();
}
