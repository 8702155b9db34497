/** Fixes that an organisation lets people run by themselves: the others are not offered. */
import type { OpenAssistant } from '../../src/assistant/create-assistant.ts';
import { FIXES } from '../../src/fix/propose-fixes.ts';
import type { Lang } from '../../src/messages/format.ts';
import { loadMessages } from '../../src/messages/load-messages.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { OfMachine } from './machine-preset.ts';

/** Returns whether a fix may be run here. Asking somebody changes nothing, and is always allowed. */
export async function readAllowedFixes(host: OfMachine): Promise<(id: string) => boolean> {
  const allowed = (await host.machinePreset())?.preset?.allowedFixes;
  const asks = new Set(Object.entries(FIXES).flatMap(([id, { kind }]) => (kind === 'ask' ? [id] : [])));
  return (id) => allowed === undefined || asks.has(id) || allowed.includes(id);
}

/** The documents are made without knowing the preset; what only it can allow is put in here. */
async function offerTrust(
  host: OfMachine,
  document: DiagnosisDocument,
  lang: Lang,
): Promise<DiagnosisDocument['fixes']> {
  if (document.verdict.code !== 'tls.intercepted-untrusted') return [];
  const { isInspectionNamed } = await import('./trust-host.ts');
  if (!(await isInspectionNamed(host, document))) return [];
  const id = 'trust-inspection-ca';
  return [{ id, title: (await loadMessages(lang)).fixes[id], ...FIXES[id] }];
}

/** Returns the assistant with documents that offer only allowed fixes. */
export function withAllowedFixes(assistant: OpenAssistant, host: OfMachine): OpenAssistant {
  return {
    ...assistant,
    diagnose: async (input, options) => {
      const document = await assistant.diagnose(input, options);
      if (document.fixes.length === 0) return document;
      const isAllowed = await readAllowedFixes(host);
      const all = [...(await offerTrust(host, document, input.lang)), ...document.fixes];
      return { ...document, fixes: all.filter(({ id }) => isAllowed(id)) };
    },
  };
}
