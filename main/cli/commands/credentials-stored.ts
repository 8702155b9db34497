/** `throughway credentials test` and `delete`: what is done with a sign-in that is stored. */
import { credentialKey, trySignIn } from '../../host/try-sign-in.ts';
import type { RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { complainOfKeychain, exitOf, printOutcome } from './credentials-outcome.ts';
import { credentialsTarget, storedAccount } from './credentials-target.ts';

export const runCredentialsTest: RunCommand = async (context, given) => {
  const { terminal, words } = context;
  const host = await context.openHost({});
  const target = await credentialsTarget(context, host, given);
  const account = await storedAccount(context, host, target);
  const found = account === null ? null : await host.store.find(account);
  if (found?.ok === false) {
    complainOfKeychain(context, target, { problem: found.problem, user: account?.user ?? '' });
    return EXIT.notAvailable;
  }
  if (found === null || found.value === null) {
    terminal.complain(words.cli.credentials.notFound(target.place));
    return EXIT.notGood;
  }
  const { key, password } = found.value;
  const { proxy, url, controlUrls, timeoutMs } = target;
  const tried = await trySignIn(host, {
    proxy,
    url,
    timeoutMs,
    user: key.user,
    password,
    insist: given.options['insist'] === true,
    signal: context.interruption,
    ...(controlUrls.length === 0 ? {} : { controlUrls }),
  });
  await host.assistant.close();
  printOutcome(context, target, { user: key.user, tried, isStored: true, platform: host.system.platform });
  return exitOf(tried);
};

export const runCredentialsDelete: RunCommand = async (context, given) => {
  const { terminal, words, common } = context;
  const host = await context.openHost({});
  const target = await credentialsTarget(context, host, given);
  const account = await storedAccount(context, host, target);
  const user = account?.user ?? target.user;
  const key = account ?? (user === undefined ? null : credentialKey(target.proxy, target.realm ?? '', user));
  const deleted = key === null ? null : await host.store.delete(key);
  if (deleted?.ok === false) {
    complainOfKeychain(context, target, { problem: deleted.problem, user: user ?? '' });
    return EXIT.notAvailable;
  }
  const isDeleted = deleted?.value === true;
  if (common.json) terminal.print(JSON.stringify({ proxy: target.place, user: user ?? null, deleted: isDeleted }));
  else if (isDeleted) terminal.print(words.cli.credentials.deleted(user ?? '', target.place));
  if (!isDeleted) terminal.complain(words.cli.credentials.notFound(target.place));
  return isDeleted ? EXIT.good : EXIT.notGood;
};
