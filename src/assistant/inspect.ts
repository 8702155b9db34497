/** The two expert views: the same settings, probes and redaction as a diagnosis, judged by src/inspect. */
import { DEADLINES } from '../base/deadline.ts';
import { judgeProxy } from '../inspect/judge-proxy.ts';
import { judgeSite, planSite } from '../inspect/judge-site.ts';
import { INSPECTED_PORTS } from '../inspect/proxy-ports.ts';
import type { SharedSignIns } from '../probe/shared-sign-ins.ts';
import { composeInspection, type InspectionInput } from '../report/compose-inspection.ts';
import type { InspectionDocument } from '../report/inspection-document.ts';
import { redactDeep } from '../report/redact-document.ts';
import { DIRECT } from '../settings/proxy-server.ts';
import { formatProxyServer } from '../settings/parse-proxy-uri.ts';
import type { DiagnoseOptions, InspectProxyInput, InspectSiteInput } from './assistant.ts';
import type { AssistantTools } from './assistant-tools.ts';
import { findSettingsRoute } from './find-settings-route.ts';
import { startRun, type Run } from './run.ts';
import { untilAborted } from './until-aborted.ts';

type Tools = AssistantTools & { readonly signInsOfAll?: SharedSignIns };

/** A document, and the notes that are still being written after it. */
export interface Inspection {
  readonly document: InspectionDocument;
  readonly afterwards: Promise<void>;
}

/** Looks at a site as its owner does. Always ends in a document within its deadline. */
export async function inspectSite(
  input: InspectSiteInput,
  options: DiagnoseOptions,
  tools: Tools,
): Promise<Inspection> {
  const run = startRun({ ...input, timeoutMs: DEADLINES.inspectSite.ms }, options, tools);
  return within(run, async () => {
    const settings = findSettingsRoute(run);
    const pool = await run.openPool(settings);
    const leg = (await settings).route.legs[0] ?? DIRECT;
    const { url } = run.target;
    await untilAborted(pool.run({ probe: 'way', purpose: 'target', url, leg }), run.signal);
    // One after the other: a site that counts requests must not take the comparison for an attack.
    for (const request of planSite(run.target, leg)) await untilAborted(pool.run(request), run.signal);
    const { view, findings } = judgeSite({ target: run.target, ...factsOf(run) });
    return { target: url, findings, seen: { kind: 'site', view } };
  });
}

/** Looks at a proxy as its administrator does. Always ends in a document within its deadline. */
export async function inspectProxy(
  input: InspectProxyInput,
  options: DiagnoseOptions,
  tools: Tools,
): Promise<Inspection> {
  const { proxy, requests, ...rest } = input;
  const named = formatProxyServer(proxy);
  // The run needs an address to be about; which one does not matter, because only the request below is put.
  const url = 'http://connectivitycheck.gstatic.com/generate_204';
  const run = startRun({ ...rest, url, proxy: named, timeoutMs: DEADLINES.inspectProxy.ms }, options, tools);
  return within(run, async () => {
    const settings = findSettingsRoute(run);
    const pool = await run.openPool(settings);
    await settings;
    await untilAborted(pool.run({ probe: 'proxy.inspect', proxy, ports: INSPECTED_PORTS, requests }), run.signal);
    if (run.signal.aborted) await Promise.race([pool.settled(), new Promise((resolve) => setTimeout(resolve, 200))]);
    const { view, findings } = judgeProxy({ proxy, ...factsOf(run) });
    return { target: named, findings, seen: { kind: 'proxy', view } };
  });
}

function factsOf(run: Run): { readonly observations: InspectionInput['observations']; readonly nowMs: number } {
  return { observations: [...run.record.observations], nowMs: run.tools.clock.wallMs() };
}

/** Composes what `work` found, and ends the run in any case. */
async function within(
  run: Run,
  work: () => Promise<Pick<InspectionInput, 'target' | 'findings' | 'seen'>>,
): Promise<Inspection> {
  try {
    const found = await work();
    const { lang } = run.input;
    const document = composeInspection({
      ...found,
      startedAt: run.startedAt,
      durationMs: run.elapsedMs(),
      observations: factsOf(run).observations,
      words: await run.tools.words(lang),
      lang,
    });
    return { document: redactDeep(document, run.redactor.redact), afterwards: run.end() };
  } catch (bug) {
    void run.end();
    throw bug;
  }
}
