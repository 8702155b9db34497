/** The sign-in that `--user` asks for: standard input, else the keychain, else a hidden prompt, else a usage error. */
import type { DiagnoseInput, SettingsOverrides } from '../../src/assistant/assistant.ts';
import type { Host } from '../host/compose.ts';
import type { CommandContext, GivenOptions } from './command-context.ts';
import { firstProxy, placeText } from './commands/credentials-target.ts';
import { textOption } from './given-options.ts';
import { promptPassword, readPasswordFromInput } from './read-password.ts';
import { UsageProblem } from './usage-problem.ts';

type Given = DiagnoseInput['credentials'];

/** Returns the credentials for the proxy, or `null` where `--user` was not given. */
export async function proxyCredentials(
  context: CommandContext,
  host: Host,
  given: { readonly options: GivenOptions; readonly overrides: SettingsOverrides; readonly urls: readonly string[] },
): Promise<Exclude<Given, undefined> | null> {
  const { errors, credentials: ask } = context.words.cli;
  const user = textOption(given.options, 'user');
  const fromInput = given.options['passwordStdin'] === true;
  if (user === undefined) {
    if (fromInput) throw new UsageProblem(errors.passwordWithoutUser);
    return null;
  }
  if (fromInput) {
    const password = await readPasswordFromInput(context.terminal, context.interruption);
    if (password === null) throw new UsageProblem(errors.emptyPassword);
    return { user, password };
  }
  const proxy = await firstProxy(context, host, given);
  const stored = proxy === null ? null : await host.store.find({ host: proxy.host, port: proxy.port, user });
  if (stored?.ok === true && stored.value !== null) return { user, password: stored.value.password, from: 'keychain' };
  if (stored?.ok === false) context.terminal.complain(context.words.keychainProblems[stored.problem.kind]);
  const typed = await promptPassword(
    context.terminal,
    ask.askPassword(user, proxy === null ? '' : placeText(proxy)),
    context.interruption,
  );
  if (typed === null) throw new UsageProblem(errors.noPassword);
  return { user, password: typed, from: 'prompt' };
}
