/** The sign-in that `--user` asks for: standard input, else the keychain, else a hidden prompt, else a usage error. */
import type { DiagnoseInput, SettingsOverrides } from '../../src/assistant/assistant.ts';
import type { Host } from '../host/compose.ts';
import type { CommandContext, GivenOptions } from './command-context.ts';
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
  const proxy = await firstProxy(host, given, context.interruption);
  const stored = proxy === null ? null : await host.store?.find({ ...proxy, user });
  if (stored?.ok === true && stored.value !== null) return { user, password: stored.value.password, from: 'keychain' };
  const place = proxy === null ? '' : `${proxy.host}:${String(proxy.port)}`;
  const typed = await promptPassword(context.terminal, ask.askPassword(user, place));
  if (typed === null) throw new UsageProblem(errors.noPassword);
  return { user, password: typed, from: 'prompt' };
}

async function firstProxy(
  host: Host,
  { overrides, urls }: { readonly overrides: SettingsOverrides; readonly urls: readonly string[] },
  signal: AbortSignal,
): Promise<{ readonly host: string; readonly port: number } | null> {
  for (const url of urls) {
    const { route } = await host.settingsFor(url, overrides, signal);
    for (const leg of route.legs) if (leg.kind !== 'direct') return leg;
  }
  return null;
}
