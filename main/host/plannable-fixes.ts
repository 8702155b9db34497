/** Fixes that can be planned on this computer: nobody is offered one that would then say that it can't be done. */
import type { OpenAssistant } from '../../src/assistant/create-assistant.ts';
import type { DiagnoseInput } from '../../src/assistant/assistant.ts';
import { REQUEST } from '../../src/fix/propose-fixes.ts';
import { loadMessages } from '../../src/messages/load-messages.ts';
import type { Host } from './compose.ts';

/** A document is out on time; what isn't known by then is offered as it was. */
const PLAN_MS = 400;

/** Fixes that take something to put in the place of what is wrong, or a setting that can be changed. */
const MAY_BE_REFUSED: readonly string[] = [
  'enter-credentials',
  'replace-credentials',
  'correct-port',
  'correct-kind',
  'remove-local-proxy',
  'use-found-proxy',
  'bypass-site',
  'narrow-bypass',
  'repair-pac',
  'allow-in-firewall',
];

/** Returns the host for a face that offers fixes. */
export function withPlannedFixes(host: Host): Host {
  return { ...host, assistant: planning(host.assistant, host) };
}

/** Returns the assistant with documents that offer only what can be planned, and the ready request where that is nothing. */
function planning(assistant: OpenAssistant, host: Host): OpenAssistant {
  return {
    ...assistant,
    diagnose: async (input, options) => {
      const document = await assistant.diagnose(input, options);
      const isSure = !document.fixes.some(({ id }) => MAY_BE_REFUSED.includes(id));
      if (isSure || hasOwnSettings(input)) return document;
      const signal = AbortSignal.any([options.signal, AbortSignal.timeout(PLAN_MS)]);
      const { planFixesFor } = await import('./fix-host.ts');
      const planned = await planFixesFor(host, { url: input.url, document }, signal);
      if (signal.aborted) return document;
      const possible = new Set(planned.flatMap(({ fix, flow }) => (flow.ok ? [fix.id] : [])).map(String));
      const fixes = document.fixes.filter(({ id }) => possible.has(id));
      if (fixes.length > 0) return { ...document, fixes };
      return { ...document, fixes: [{ ...REQUEST, title: (await loadMessages(input.lang)).fixes[REQUEST.id] }] };
    },
  };
}

/** What was said for one run alone stands in no place that a fix could change. */
function hasOwnSettings({ source, proxy, pac, direct, bypass }: DiagnoseInput): boolean {
  return [source === 'auto' ? undefined : source, proxy, pac, direct, bypass].some((one) => one !== undefined);
}
