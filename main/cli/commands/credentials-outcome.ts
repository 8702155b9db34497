/** Says how a sign-in fared: as one document for programs, as a sentence for people. */
import type { KeychainProblem } from '../../../src/auth/credential-store.ts';
import type { CredentialHintCode } from '../../../src/auth/lint-credentials.ts';
import type { SignInTried } from '../../host/try-sign-in.ts';
import type { System } from '../../../src/system/system.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import type { CredentialsTarget } from './credentials-target.ts';

/** What is told; `tried` is `null` where nothing was sent. */
export interface ToldOutcome {
  readonly user: string;
  readonly tried: SignInTried | null;
  readonly isStored: boolean;
  readonly platform: System['platform'];
  readonly hints?: readonly CredentialHintCode[];
}

/** Returns the exit status of a try. */
export function exitOf({ outcome }: SignInTried): ExitStatus {
  return outcome === 'accepted' ? EXIT.good : EXIT.notGood;
}

/** Prints the outcome: good news on standard output, a refusal on standard error. */
export function printOutcome(context: CommandContext, target: CredentialsTarget, told: ToldOutcome): void {
  const { terminal, common, words } = context;
  if (common.json) {
    terminal.print(JSON.stringify(outcomeDocument(target, told)));
    return;
  }
  const { user, tried } = told;
  const say = words.cli.credentials;
  const place = say.place[told.platform];
  if (tried === null) terminal.print(say.storedUntested(place));
  else if (tried.outcome === 'accepted') {
    terminal.print(say.accepted(user, target.place));
    if (told.isStored) terminal.print(say.stored(place));
  } else terminal.complain(refusalText(context, target, { user, tried }));
}

/** Says what is wrong with the keychain, what to do, and what happens until then. */
export function complainOfKeychain(
  context: CommandContext,
  target: Pick<CredentialsTarget, 'place'>,
  { problem, user }: { readonly problem: KeychainProblem; readonly user: string },
): void {
  const { terminal, common, words } = context;
  if (common.json) {
    terminal.print(
      JSON.stringify({ proxy: target.place, user, outcome: 'no-keychain', stored: false, problem: problem.kind }),
    );
  }
  terminal.complain(words.keychainProblems[problem.kind]);
  if (common.verbose) terminal.complain(problem.detail.replace(/\p{Cc}/gu, ' '));
}

function outcomeDocument({ place }: CredentialsTarget, { user, tried, isStored, hints = [] }: ToldOutcome): object {
  return {
    proxy: place,
    ...(tried === null ? {} : { realm: tried.realm }),
    user,
    outcome: tried?.outcome ?? 'not-tried',
    stored: isStored,
    ...(tried?.why === undefined ? {} : { why: tried.why }),
    hints,
  };
}

function refusalText(
  { words }: CommandContext,
  { place }: CredentialsTarget,
  { user, tried }: { readonly user: string; readonly tried: SignInTried },
): string {
  const say = words.cli.credentials;
  switch (tried.outcome) {
    case 'rejected':
      return say.rejected(user, place);
    case 'refused-before':
      return say.rejectedBefore(place);
    default:
      return say.notTestable(place);
  }
}
