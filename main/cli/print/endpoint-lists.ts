/** Prints the lists of well-known services: all of them, or the URLs of one. */
import { formatNumber } from '../../../src/messages/format.ts';
import { ENDPOINT_LISTS, endpointList } from '../../host/endpoint-lists.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { UsageProblem } from '../usage-problem.ts';

/** Prints them; `named` is one of them, with or without its `@`. */
export async function printLists(
  { terminal, words: { check }, lang, common }: CommandContext,
  named: string | undefined,
): Promise<ExitStatus> {
  const names = named === undefined ? ENDPOINT_LISTS : [named.replace(/^@/, '')];
  for (const name of names) {
    const list = await endpointList(name);
    if (list === null) {
      throw new UsageProblem(check.unknownList(name, ENDPOINT_LISTS.map((one) => `@${one}`).join(', ')));
    }
    if (common.json) {
      const { title, note, ...others } = list;
      const said = note === undefined ? {} : { note: note[lang] };
      terminal.print(JSON.stringify({ name, title: title[lang], ...said, ...others }));
      continue;
    }
    // A named list comes out as a file that `check` takes: what is no URL is a comment.
    const mark = named === undefined ? '' : '# ';
    terminal.print(`${mark}${check.list.about(name, list.title[lang], formatNumber(list.urls.length, lang))}`);
    terminal.print(`${mark}${mark === '' ? '    ' : ''}${check.list.source(list.source, list.date)}`);
    if (named === undefined) continue;
    if (list.copy !== undefined) terminal.print(`# ${check.list.copy(list.copy)}`);
    if (list.note !== undefined) terminal.print(`# ${list.note[lang]}`);
    for (const url of list.urls) terminal.print(url);
    if (list.patterns.length > 0) terminal.print(`# ${check.list.wildcards}`);
    for (const pattern of list.patterns) terminal.print(`# ${pattern}`);
  }
  return EXIT.good;
}
