/** After a change: whether an address answers with the new settings, and the way back where it no longer does. */
import type { SettingsSnapshot } from '../../../src/settings/settings-snapshot.ts';
import type { WritableSource } from '../../../src/settings/writable-source.ts';
import type { Host } from '../../host/compose.ts';
import { type VerifiedChange, verifyChange } from '../../host/verify-change.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { followProgress } from '../print/progress.ts';
import { takeBack } from './undo.ts';

/** Diagnoses once, twice where it fails. */
export async function lookAfterwards(
  host: Host,
  change: { readonly source: WritableSource; readonly before: SettingsSnapshot; readonly url: string | null },
  context: CommandContext,
): Promise<VerifiedChange> {
  const progress = followProgress(context);
  try {
    const options = { signal: context.interruption, onProgress: progress.take };
    return await verifyChange(host, { ...change, lang: context.lang }, options);
  } finally {
    progress.end();
  }
}

/** Returns what `--json` says of it. */
export function verifiedDocument({ url, outcome, document }: VerifiedChange): object {
  const { code, title } = document.verdict;
  return { url, outcome, code, title };
}

/** Says how it went; who can be asked decides whether a change that made it worse is taken back. */
export async function tellVerified(
  host: Host,
  { id, verified, isAgreed }: { readonly id: string; readonly verified: VerifiedChange; readonly isAgreed: boolean },
  context: CommandContext,
): Promise<ExitStatus> {
  const { words, terminal, common } = context;
  const { cli } = words.changes;
  const { url, outcome, document } = verified;
  if (context.interruption.aborted) return EXIT.interrupted;
  if (outcome !== 'worse') {
    if (!common.quiet) terminal.print(words.changes.verified[outcome](url, document.verdict.title));
    return EXIT.good;
  }
  terminal.complain(words.changes.verified.worse(url, document.verdict.title));
  if (!isAgreed && terminal.canPrompt && (await askConsent(cli.askTakeBack, context))) {
    const back = await takeBack(host, { id, insist: false }, context);
    return back === EXIT.good ? EXIT.notGood : back;
  }
  terminal.complain(cli.takeBackHint(id));
  return EXIT.notGood;
}
