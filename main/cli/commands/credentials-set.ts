/** `throughway credentials set`: tries a sign-in at the real proxy, and stores what was accepted. */
import type { KeychainProblem } from '../../../src/auth/credential-store.ts';
import { lintCredentials, type CredentialHintCode } from '../../../src/auth/lint-credentials.ts';
import type { Secret } from '../../../src/base/secret.ts';
import type { Host } from '../../host/compose.ts';
import { credentialKey, trySignIn, type SignInTried } from '../../host/try-sign-in.ts';
import type { CommandContext, GivenOptions, RunCommand } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { promptLine, promptPassword, readPasswordFromInput } from '../read-password.ts';
import { UsageProblem } from '../usage-problem.ts';
import { complainOfKeychain, exitOf, printOutcome } from './credentials-outcome.ts';
import { credentialsTarget, recordsAt, type CredentialsTarget } from './credentials-target.ts';

export const runCredentialsSet: RunCommand = async (context, given) => {
  const isUntested = given.options['untested'] === true;
  const host = await context.openHost({});
  const target = await credentialsTarget(context, host, given);
  const user = target.user ?? (await askUser(context, target));
  // Before anybody types a password that could not be kept.
  const usable = await host.store.check();
  if (!usable.ok) return refuse(context, target, usable.problem, user);
  const password = await askPassword(context, given.options, { target, user });
  const hints = await lint(host, target, { user, password });
  showHints(context, hints);
  if (!context.common.quiet && !isUntested)
    context.terminal.showProgress(context.words.cli.credentials.testing(target.place));
  const tried = isUntested ? null : await tryIt(context, host, { target, user, password, options: given.options });
  context.terminal.clearProgress();
  const isStored = tried === null || tried.outcome === 'accepted';
  if (isStored) {
    const key = credentialKey(target.proxy, target.realm ?? tried?.realm ?? '', user);
    const saved = await host.store.save(key, password, { untested: isUntested });
    if (!saved.ok) return refuse(context, target, saved.problem, user);
  }
  await host.assistant.close();
  printOutcome(context, target, { user, tried, isStored, hints, platform: host.system.platform });
  return tried === null ? EXIT.good : exitOf(tried);
};

function refuse(
  context: CommandContext,
  target: CredentialsTarget,
  problem: KeychainProblem,
  user: string,
): ExitStatus {
  complainOfKeychain(context, target, { problem, user });
  return EXIT.notAvailable;
}

async function askUser(context: CommandContext, { place }: CredentialsTarget): Promise<string> {
  const typed = await promptLine(context.terminal, context.words.cli.credentials.askUser(place), context.interruption);
  if (typed === null) throw new UsageProblem(context.words.cli.errors.noSignIn);
  return typed;
}

async function askPassword(
  context: CommandContext,
  options: GivenOptions,
  { target, user }: { readonly target: CredentialsTarget; readonly user: string },
): Promise<Secret> {
  const { errors, credentials } = context.words.cli;
  if (options['passwordStdin'] === true) {
    const password = await readPasswordFromInput(context.terminal, context.interruption);
    if (password === null) throw new UsageProblem(errors.emptyPassword);
    return password;
  }
  const typed = await promptPassword(
    context.terminal,
    credentials.askPassword(user, target.place),
    context.interruption,
  );
  if (typed === null) throw new UsageProblem(errors.noPassword);
  return typed;
}

async function lint(
  host: Host,
  target: CredentialsTarget,
  { user, password }: { readonly user: string; readonly password: Secret },
): Promise<readonly CredentialHintCode[]> {
  const records = await recordsAt(host, target.proxy);
  const wasRejectedBefore = await host.store.wasRejected(credentialKey(target.proxy, '', user), password);
  const storedUsers = records.map((record) => record.user);
  const found = lintCredentials({ user, password: password.open(), storedUsers, wasRejectedBefore });
  return [...new Set(found.map((hint) => hint.code))];
}

function showHints({ terminal, words, common }: CommandContext, hints: readonly CredentialHintCode[]): void {
  if (common.quiet) return;
  // The rejection has a sentence of its own, with what to do.
  for (const hint of hints) {
    if (hint !== 'rejected-before') terminal.complain(words.cli.credentials.hint(words.credentialHints[hint]));
  }
}

function tryIt(
  context: CommandContext,
  host: Host,
  given: {
    readonly target: CredentialsTarget;
    readonly user: string;
    readonly password: Secret;
    readonly options: GivenOptions;
  },
): Promise<SignInTried> {
  const { proxy, url, controlUrls, timeoutMs } = given.target;
  return trySignIn(host, {
    proxy,
    url,
    timeoutMs,
    user: given.user,
    password: given.password,
    insist: given.options['insist'] === true,
    signal: context.interruption,
    ...(controlUrls.length === 0 ? {} : { controlUrls }),
  });
}
