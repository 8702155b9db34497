/** Reads what a fix is planned from, beside the diagnosis that was just made. */
import type { FixSituation } from '../../src/fix/fix-flow.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { ProxySettings } from '../../src/settings/proxy-settings.ts';
import type { SourceReading } from '../../src/settings/settings-snapshot.ts';
import { variablePlaces } from '../../src/system/linux/variable-places.ts';
import { ownSource } from '../../src/system/own-source.ts';
import { planTools } from '../../src/system/tools/plan-tools.ts';
import { toolOf } from '../../src/tools/tools.ts';
import { installedBrowsers } from './browser-pages.ts';
import type { Host } from './compose.ts';
import { settingsOfRoute } from './settings-of-route.ts';
import { readToolViews, type ToolHost } from './tool-views.ts';
import { toolsAccessOf } from './tools-access.ts';
import type { TrustHost } from './trust-host.ts';

/** More scripts of other sources are not fetched. */
const MOST_SCRIPTS = 4;

/** What of the host the reading takes. */
export type SituationHost = Pick<Host, 'env' | 'loadPac' | 'readSettings' | 'settingsFor' | 'system'> & TrustHost;

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
    trust: wants('trust-inspection-ca')
      ? await (await import('./trust-host.ts')).planTrustFix(host, document, signal)
      : null,
    tools: document.verdict.code === 'ok' ? await planStrayTools(host, url, signal) : null,
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

/** Programs that are here, can be told and go another way than this computer; `null`: there are none. */
export async function planStrayTools(host: ToolHost, url: string, signal: AbortSignal): Promise<FixSituation['tools']> {
  const { tools } = await readToolViews(host, { url, signal });
  const stray = tools.filter(({ isInstalled, agreement }) => isInstalled && agreement.state === 'differs');
  const settings = stray.length === 0 ? null : await settingsOfRoute(host, url, signal);
  if (settings === null) return null;
  const access = await toolsAccessOf(host);
  const rows = stray.map(({ tool }) => toolOf(tool)).filter(({ writable }) => writable);
  const { steps, restart } = await planTools(rows, { settings, access, signal });
  return steps.length === 0 ? null : { steps, restart };
}
