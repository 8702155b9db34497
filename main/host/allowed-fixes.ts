/** Fixes that an organisation lets people run by themselves: the others are not offered. */
import type { OpenAssistant } from '../../src/assistant/create-assistant.ts';
import { FIXES } from '../../src/fix/propose-fixes.ts';
import type { OfMachine } from './machine-preset.ts';

/** Returns whether a fix may be run here. Asking somebody changes nothing, and is always allowed. */
export async function readAllowedFixes(host: OfMachine): Promise<(id: string) => boolean> {
  const allowed = (await host.machinePreset())?.preset?.allowedFixes;
  const asks = new Set(Object.entries(FIXES).flatMap(([id, { kind }]) => (kind === 'ask' ? [id] : [])));
  return (id) => allowed === undefined || asks.has(id) || allowed.includes(id);
}

/** Returns the assistant with documents that offer only allowed fixes. */
export function withAllowedFixes(assistant: OpenAssistant, host: OfMachine): OpenAssistant {
  return {
    ...assistant,
    diagnose: async (input, options) => {
      const document = await assistant.diagnose(input, options);
      if (document.fixes.length === 0) return document;
      const isAllowed = await readAllowedFixes(host);
      return { ...document, fixes: document.fixes.filter(({ id }) => isAllowed(id)) };
    },
  };
}
