/** Reads from the options of `settings set` what is to be set where. */
import type { Messages } from '../../../src/messages/messages.ts';
import { type BypassDialect, parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxySettings } from '../../../src/settings/proxy-settings.ts';
import { BYPASS_DIALECTS } from '../../../src/system/settings-writer.ts';
import { WRITABLE_SOURCES, type WritableSource } from '../../../src/settings/writable-source.ts';
import type { CommandContext, GivenOptions } from '../command-context.ts';
import { pacAddress, textOption } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';

/** Returns both; throws `UsageProblem` where they make no sense. */
export function readSettingsToSet(
  options: GivenOptions,
  { words }: Pick<CommandContext, 'words'>,
): { readonly source: WritableSource; readonly settings: ProxySettings } {
  const source = readSource(options, words);
  return { source, settings: readSettings(options, BYPASS_DIALECTS[source], words) };
}

function readSource(options: GivenOptions, words: Messages): WritableSource {
  const text = textOption(options, 'source');
  const choices = words.cli.form.listed(...WRITABLE_SOURCES);
  if (text === undefined) throw new UsageProblem(words.changes.cli.noSource(choices));
  const source = WRITABLE_SOURCES.find((one) => one === text);
  if (source === undefined) throw new UsageProblem(words.cli.errors.badChoice('--source', text, choices));
  return source;
}

function readSettings(options: GivenOptions, dialect: BypassDialect, words: Messages): ProxySettings {
  const proxy = textOption(options, 'proxy');
  const pac = textOption(options, 'pac');
  const given = [
    ...(proxy === undefined ? [] : ['--proxy']),
    ...(pac === undefined ? [] : ['--pac']),
    ...(options['direct'] === true ? ['--direct'] : []),
    ...(options['autoDetect'] === true ? ['--auto-detect'] : []),
  ];
  const [one, other] = given;
  if (one === undefined) throw new UsageProblem(words.changes.cli.noSettings);
  if (other !== undefined) throw new UsageProblem(words.cli.errors.exclusive(one, other));
  const bypassText = textOption(options, 'bypass');
  if (bypassText !== undefined && proxy === undefined) throw new UsageProblem(words.changes.cli.bypassAlone);
  if (pac !== undefined) return { mode: 'pac', pacUrl: pacUrl(pac), bypass: parseBypassList('', dialect) };
  if (proxy === undefined) return { mode: one === '--direct' ? 'direct' : 'auto-detect' };
  const bypass = parseBypassList(bypassText ?? '', dialect);
  return { mode: 'manual', servers: { any: parseProxyServer(proxy) }, bypass };
}

/** A file of this computer is named by its URL in every operating system's settings. */
function pacUrl(text: string): string {
  const address = pacAddress(text);
  return address.startsWith('/') ? `file://${address}` : address;
}
