/** `throughway credentials list`: what is stored for which proxy, how old it is and how it fared; no secret is read for it. */
import { systemClock } from '../../../src/base/clock.ts';
import type { CredentialRecord } from '../../../src/auth/credential-store.ts';
import type { OtherStore } from '../../../src/auth/other-stores.ts';
import { credentialNote } from '../../../src/messages/credential-note.ts';
import { formatDateTime, formatDuration } from '../../../src/messages/format.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { placeText } from './credentials-target.ts';

export const runCredentialsList: RunCommand = async (context) => {
  const { terminal, common, words } = context;
  const host = await context.openHost({});
  const [listed, { findOtherSignIns }] = await Promise.all([host.store.list(), import('../../host/other-sign-ins.ts')]);
  const others = await findOtherSignIns(host.env);
  const records = listed.ok ? listed.value : [];
  if (!listed.ok) terminal.complain(words.keychainProblems[listed.problem.kind]);
  if (common.json) {
    terminal.print(JSON.stringify({ credentials: records.map(recordDocument), otherStores: others }));
    return EXIT.good;
  }
  terminal.print(
    records.length === 0 ? words.cli.credentials.none : records.map((one) => recordText(one, context)).join('\n\n'),
  );
  if (others.length > 0 && !common.quiet) terminal.print(`\n${othersText(others, context)}`);
  return EXIT.good;
};

function recordDocument(record: CredentialRecord): object {
  return { proxy: placeText(record), ...record, untested: record.untested ?? false, ageDays: ageDays(record) };
}

function ageDays({ storedAt }: CredentialRecord): number {
  return Math.max(0, Math.floor((systemClock.wallMs() - Date.parse(storedAt)) / 86_400_000));
}

/** One account as lines of "what: value": a table would not fit a terminal once a realm is long. */
function recordText(record: CredentialRecord, { words, lang, paint }: CommandContext): string {
  const { form } = words.cli;
  const { columns, never, untested, age } = words.cli.credentials;
  const moment = (iso: string | undefined): string => (iso === undefined ? never : formatDateTime(iso, lang));
  const stored = form.aside(
    formatDateTime(record.storedAt, lang),
    age(formatDuration(systemClock.wallMs() - Date.parse(record.storedAt), lang)),
  );
  const rows = [
    [columns.realm, record.realm],
    [columns.stored, record.untested === true ? form.listed(stored, untested) : stored],
    [columns.accepted, moment(record.lastAcceptedAt)],
    [columns.rejected, moment(record.lastRejectedAt)],
  ] as const;
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${form.labelled(name, printable(value))}`);
  const note = credentialNote(record, { words, lang, nowMs: systemClock.wallMs() });
  const notes = note === null ? [] : [`  ${paint.yellow(note)}`];
  return [`${paint.bold(printable(record.user))} @ ${placeText(record)}`, ...lines, ...notes].join('\n');
}

function othersText(others: readonly OtherStore[], { words }: CommandContext): string {
  const { others: heading, otherStores, otherUnreadable } = words.cli.credentials;
  const lines = others.map(({ kind, state, file, key }) => {
    const where = [otherStores[kind], file, key].filter((part) => part !== '').join(' · ');
    const shown = printable(where);
    return `  ${state === 'unreadable' ? words.cli.form.aside(shown, otherUnreadable) : shown}`;
  });
  return [heading, ...lines].join('\n');
}

/** Realms and names come from outside; what moves a terminal's cursor is shown as a blank. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
