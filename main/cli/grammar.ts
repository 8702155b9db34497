/** Every command with its arguments and options. What a command does is loaded only when it is called. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import { addPreset } from './grammar-preset.ts';
import { addFix } from './grammar-fix.ts';
import { addSettingsSet, addUndo } from './grammar-changes.ts';
import type { Register } from './register.ts';
import { addHistory } from './grammar-history.ts';
import { addCheck } from './grammar-check.ts';
import { addRelay } from './grammar-relay.ts';
import { addInspect } from './grammar-inspect.ts';
import { addReport } from './grammar-report.ts';
import { repeatable } from './repeatable.ts';

const ANY_NUMBER = Number.POSITIVE_INFINITY;

/** Adds every command of this version to the program. */
export function addCommands(program: Command, words: Messages, register: Register): void {
  const { commands, options, arguments: args } = words.cli;
  const add = (parent: Command, name: string, description: string): Command =>
    parent.command(name).description(description).helpOption('--help', options.help).helpCommand(false);

  const diagnose = add(program, 'diagnose', commands.diagnose).argument('[URL...]', args.urls);
  addOverrides(diagnose, words)
    .option('--user <NAME>', options.user)
    .option('--password-stdin', options['password-stdin'])
    .addOption(repeatable('--control-url <URL>', options['control-url']))
    .option('--ca <FILE>', options.ca)
    .option('--timeout <SECONDS>', options.timeout)
    .option('--insist', options.insist)
    .option('--watch', options.watch)
    .option('--interval <SECONDS>', options.interval)
    .option('--no-history', options['no-history']);
  register(diagnose, ANY_NUMBER, async () => (await import('./commands/diagnose.ts')).runDiagnose);

  const settings = add(program, 'settings', commands.settings);
  addOverrides(settings, words).addOption(repeatable('--for <URL>', options.for)).option('--explain', options.explain);
  settings.option('--tools [LIST]', options.tools).option('--trust', options.trust);
  register(settings, 0, async () => (await import('./commands/settings.ts')).runSettings);
  addSettingsSet(settings, words, { add, register });

  addCredentials(add(program, 'credentials', commands.credentials), words, { add, register });

  addPac(add(program, 'pac', commands.pac), words, { add, register });

  const explain = add(program, 'explain', commands.explain).argument('[CODE]', args.code);
  explain.option('--list', options.list);
  register(explain, 1, async () => (await import('./commands/explain.ts')).runExplain);

  const practice = add(program, 'practice', commands.practice).argument('[SCENE]', args.scene);
  practice.option('--list', options.list).option('--tour', options.tour);
  register(practice, 1, async () => (await import('./commands/practice.ts')).runPractice);

  const serve = add(program, 'serve', commands.serve).argument('[FILE|LINK]', args.fileOrLink);
  serve.option('--no-open', options['no-open']);
  serve.option('--port <NUMBER>', options.port);
  register(serve, 1, async () => (await import('./commands/serve.ts')).runServe);

  addPreset(add(program, 'preset', commands.preset), words, { add, register });

  addHistory(add(program, 'history', commands.history), words, { add, register });

  addInspect(add(program, 'inspect', commands.inspect), words, register);

  addReport(addOverrides(add(program, 'report', commands.report), words), words, register);

  addCheck(addOverrides(add(program, 'check', commands.check), words), words, register);

  addRelay(add(program, 'relay', commands.relay), words, register);

  addFix(add(program, 'fix', commands.fix), words, register);

  addUndo(add(program, 'undo', commands.undo), words, register);

  const judge = add(program, 'judge', commands.judge).argument('<FILE>', args.file);
  register(judge, 1, async () => (await import('./commands/judge.ts')).runJudge);
}

/** Adds the verbs of `credentials`; without one, its help says which there are. */
function addCredentials(
  parent: Command,
  { cli: { commands, options, arguments: args } }: Messages,
  use: {
    readonly add: (parent: Command, name: string, description: string) => Command;
    readonly register: Register;
  },
): void {
  const verb = (name: 'set' | 'test' | 'delete'): Command =>
    use
      .add(parent, name, commands[`credentials ${name}`])
      .argument('[PROXY]', args.proxy)
      .option('--proxy <PROXY>', options.proxy)
      .option('--user <NAME>', options.user)
      .option('--realm <TEXT>', options.realm);
  const tested = (command: Command): Command =>
    command
      .option('--for <URL>', options['test-url'])
      .addOption(repeatable('--control-url <URL>', options['control-url']))
      .option('--insist', options.insist);

  const list = use.add(parent, 'list', commands['credentials list']);
  use.register(list, 0, async () => (await import('./commands/credentials-list.ts')).runCredentialsList);
  const set = tested(verb('set'))
    .option('--password-stdin', options['password-stdin'])
    .option('--untested', options.untested);
  use.register(set, 1, async () => (await import('./commands/credentials-set.ts')).runCredentialsSet);
  const test = tested(verb('test'));
  use.register(test, 1, async () => (await import('./commands/credentials-stored.ts')).runCredentialsTest);
  const remove = verb('delete');
  use.register(remove, 1, async () => (await import('./commands/credentials-stored.ts')).runCredentialsDelete);
  use.register(parent, 0, async () => (await import('./commands/credentials-verbs.ts')).refuseWithoutVerb);
}

/** Adds the verbs of `pac`. */
function addPac(
  parent: Command,
  { cli: { commands, options, arguments: args } }: Messages,
  use: {
    readonly add: (parent: Command, name: string, description: string) => Command;
    readonly register: Register;
  },
): void {
  const evaluate = use.add(parent, 'eval', commands['pac eval']).argument('<PAC>', args.pac);
  evaluate.argument('[URL...]', args.urlsOrInput);
  use.register(evaluate, ANY_NUMBER, async () => (await import('./commands/pac-eval.ts')).runPacEval);
  const lint = use.add(parent, 'lint', commands['pac lint']).argument('<PAC>', args.pac);
  lint.option('--probe', options.probe);
  use.register(lint, 1, async () => (await import('./commands/pac-lint.ts')).runPacLint);
  const diff = use.add(parent, 'diff', commands['pac diff']).argument('<PAC1>', args.pac).argument('<PAC2>', args.pac);
  diff.argument('[URL...]', args.urlsOrInput);
  use.register(diff, ANY_NUMBER, async () => (await import('./commands/pac-diff.ts')).runPacDiff);
  use.register(parent, 0, async () => (await import('./commands/pac-verbs.ts')).refusePacWithoutVerb);
}

function addOverrides(command: Command, words: Messages): Command {
  const { options } = words.cli;
  return command
    .option('--source <SOURCE>', options.source)
    .option('--proxy <URI>', options.proxy)
    .option('--pac <URL|FILE>', options.pac)
    .option('--direct', options.direct)
    .option('--bypass <LIST>', options.bypass);
}
