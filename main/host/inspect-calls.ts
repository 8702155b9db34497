/** The two expert views for pages: one at a time, cancellable. */
import type { Result } from '../../src/base/result.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { ApiProblem, AssistantEvent, Preferences } from '../../src/contract/api.ts';
import type { Handlers } from '../../src/contract/endpoints.ts';
import type { DiagnoseOptions } from '../../src/assistant/assistant.ts';
import type { InspectionDocument } from '../../src/report/inspection-document.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import { parseProxyServer } from '../../src/settings/parse-proxy-uri.ts';
import type { Host } from './compose.ts';

/** How many small requests a page has measured. */
const REQUESTS = 20;

/** The handlers, and the end of what they run. */
export interface InspectCalls {
  readonly handlers: Pick<Handlers, 'inspect.site' | 'inspect.proxy' | 'inspect.cancel'>;
  close(): Promise<void>;
}

/** Returns the handlers. */
export function createInspectCalls(tools: {
  readonly announce: (event: AssistantEvent) => void;
  readonly preferences: () => Promise<Preferences>;
  /** Whose settings count for an address: this computer's, or those of a practice scene. */
  readonly hostFor: (url: string) => { readonly host: Host; readonly scene: string | null };
}): InspectCalls {
  let running: { readonly controller: AbortController; readonly ended: Promise<unknown> } | null = null;

  const once = async (
    work: (options: DiagnoseOptions) => Promise<InspectionDocument>,
  ): Promise<Result<InspectionDocument, ApiProblem>> => {
    if (running !== null) return refuse({ kind: 'busy' });
    const controller = new AbortController();
    const made = work({
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.kind === 'step') tools.announce({ kind: 'inspect.progress', progress });
      },
    });
    running = { controller, ended: made };
    try {
      return ok(await made);
    } finally {
      running = null;
    }
  };

  const controls = async (scene: string | null): Promise<{ readonly controlUrls?: readonly string[] }> => {
    const { controlUrls } = await tools.preferences();
    return scene !== null || controlUrls.length === 0 ? {} : { controlUrls };
  };

  return {
    handlers: {
      'inspect.site': async ({ url, language }) => {
        const parsed = parseTarget(url);
        if (!parsed.ok) return refuse({ kind: 'invalid-url' });
        const { host, scene } = tools.hostFor(parsed.value.target.url);
        const source = scene === null ? {} : { source: 'env' as const };
        const more = await controls(scene);
        return once((options) => host.assistant.inspectSite({ url, lang: language, ...source, ...more }, options));
      },
      'inspect.proxy': async ({ host: name, port, kind, user, password, language }) => {
        const parsed = parseProxyServer(`${kind}://${name.includes(':') ? `[${name}]` : name}:${String(port)}`);
        if (parsed.state !== 'valid') return refuse({ kind: 'invalid-input', fields: ['host'] });
        const credentials =
          user === undefined || password === undefined
            ? {}
            : { credentials: { user, password, from: 'prompt' as const } };
        const { host, scene } = tools.hostFor('http://proxy.invalid/');
        const more = await controls(scene);
        const { server: proxy } = parsed;
        return once((options) =>
          host.assistant.inspectProxy({ proxy, requests: REQUESTS, lang: language, ...credentials, ...more }, options),
        );
      },
      'inspect.cancel': () => {
        running?.controller.abort(new Error('cancelled by the person'));
        return Promise.resolve(ok({ cancelled: running !== null }));
      },
    },
    close: async () => {
      running?.controller.abort(new Error('the window is closing'));
      await running?.ended.catch(() => undefined);
    },
  };
}
