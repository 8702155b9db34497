/** Whether an address answers with settings that were just changed; where it does not, whether it did before. */
import type { DiagnosisProgress } from '../../src/assistant/assistant.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { SettingsSnapshot } from '../../src/settings/settings-snapshot.ts';
import type { SettingsSource } from '../../src/settings/settings-source.ts';
import type { WritableSource } from '../../src/settings/writable-source.ts';
import type { Host } from './compose.ts';

/** `worse`: the address answered before; `no-better`: it did not. */
export type VerifiedOutcome = 'works' | 'no-better' | 'worse';

export interface VerifiedChange {
  readonly url: string;
  readonly outcome: VerifiedOutcome;
  readonly document: DiagnosisDocument;
}

type VerifyingHost = Pick<Host, 'assistant' | 'assistantFor' | 'defaultUrl' | 'history' | 'readSettings'>;

/** What a source said before it is changed; to be read before that. */
export function readBefore(
  host: Pick<Host, 'readSettings'>,
  source: WritableSource,
  signal: AbortSignal,
): Promise<SettingsSnapshot> {
  return host.readSettings({ source: readAs(source) }, signal);
}

/** Diagnoses with what the source says now, and only where that fails with what it said before. */
export async function verifyChange(
  host: VerifyingHost,
  change: {
    readonly source: WritableSource;
    readonly before: SettingsSnapshot;
    readonly url: string | null;
    readonly lang: Lang;
  },
  options: { readonly signal: AbortSignal; readonly onProgress?: (progress: DiagnosisProgress) => void },
): Promise<VerifiedChange> {
  const { source, before, lang } = change;
  const url = change.url ?? (await lastUrl(host)) ?? (await host.defaultUrl());
  const document = await host.assistant.diagnose({ url, lang, source: readAs(source) }, options);
  if (document.verdict.code === 'ok') return { url, outcome: 'works', document };
  const earlier = host.assistantFor({ snapshot: before });
  try {
    const { verdict } = await earlier.diagnose({ url, lang }, options);
    return { url, outcome: verdict.code === 'ok' ? 'worse' : 'no-better', document };
  } finally {
    await earlier.close();
  }
}

/** A running session has its environment already: what its files say is a source of its own. */
function readAs(source: WritableSource): SettingsSource {
  return source === 'env' ? 'login-files' : source;
}

/** What the person looked at last. */
async function lastUrl({ history }: VerifyingHost): Promise<string | null> {
  const { entries } = await history.list({ kind: 'check' }, 1);
  const [last] = entries;
  return last?.kind === 'check' ? last.url : null;
}
