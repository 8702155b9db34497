/** How a terminal shows a fix, asks about it and follows it. */
import {
  type FixAnswer,
  type FixProgress,
  type FixQuestion,
  keepsByItself,
  type Verification,
} from '../../../src/fix/fix-tools.ts';
import type { FixFlow } from '../../../src/fix/fix-flow.ts';
import { formatDuration, formatList } from '../../../src/messages/format.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { FixFace } from '../../host/fix-host.ts';
import { askConsent } from '../ask-consent.ts';
import type { CommandContext, GivenOptions } from '../command-context.ts';
import { textOption } from '../given-options.ts';
import { stepLines } from '../print/change.ts';
import { stepText } from '../print/fix.ts';
import { promptLine, promptPassword, readPasswordFromInput } from '../read-password.ts';
import { UsageProblem } from '../usage-problem.ts';
import { placeText } from './credentials-target.ts';

/** How long something done by hand is waited for, seconds. */
const LONGEST_WAIT_S = 600;
const UNATTENDED_WAIT_S = 60;

/** The face of one call. */
export interface TerminalFace {
  readonly tools: FixFace;
  readonly onProgress: (progress: FixProgress) => void;
  /** Throws `UsageProblem` where a flow needs an answer and nobody can be asked; before anything is printed or done. */
  readonly checkAnswers: (flow: FixFlow) => void;
}

/** Reads and checks the options; throws `UsageProblem` where they make no sense. */
export async function createFixFace(context: CommandContext, options: GivenOptions): Promise<TerminalFace> {
  const { words, terminal, lang } = context;
  const isAgreed = options['yes'] === true;
  const watchLimitMs = readWait(options, context) * 1_000;
  const server = readProxy(options, context);
  const user = textOption(options, 'user');
  if (user === undefined && options['passwordStdin'] === true)
    throw new UsageProblem(words.cli.errors.passwordWithoutUser);
  const password =
    options['passwordStdin'] === true ? await readPasswordFromInput(terminal, context.interruption) : null;
  if (options['passwordStdin'] === true && password === null) throw new UsageProblem(words.cli.errors.emptyPassword);

  const openBrowser = await readBrowser(context, options);

  const answer = async (question: FixQuestion): Promise<FixAnswer | null> => {
    if (question.kind === 'ask-address') {
      const given = server ?? (await askServer(question.current, context));
      return given === null ? null : { kind: 'address', server: given };
    }
    const place = placeText(question.proxy);
    const name = user ?? (await promptLine(terminal, words.cli.credentials.askUser(place), context.interruption));
    if (name === null) return null;
    const typed =
      password ??
      (await promptPassword(terminal, words.cli.credentials.askPassword(name, place), context.interruption));
    return typed === null ? null : { kind: 'credentials', user: name, password: typed };
  };

  return {
    checkAnswers: ({ steps }) => {
      if (terminal.canPrompt) return;
      for (const { kind } of steps) {
        if (kind === 'ask-credentials' && user === undefined) throw new UsageProblem(words.cli.errors.noSignIn);
        if (kind === 'ask-credentials' && password === null) throw new UsageProblem(words.cli.errors.noPassword);
        if (kind === 'ask-address' && server === null) throw new UsageProblem(words.fix.cli.noAddress);
        const isChange =
          kind === 'set-settings' || kind === 'set-place' || kind === 'set-places' || kind === 'ask-address';
        if (isChange && !isAgreed) throw new UsageProblem(words.changes.cli.consent);
      }
    },
    tools: {
      lang,
      watchLimitMs,
      followsRestart: terminal.canPrompt && !isAgreed,
      answer,
      consent: async ({ steps, restart }) => {
        if (!context.common.json && !context.common.quiet) {
          terminal.print(words.cli.form.heading(words.fix.cli.willChange));
          for (const step of steps) for (const line of stepLines(step, context)) terminal.print(line);
          if (restart.length > 0) terminal.print(words.changes.cli.restart(formatList(restart, lang)));
        }
        if (isAgreed) return true;
        return await askConsent(words.changes.cli.ask, context);
      },
      show: async (guide) => {
        const text = stepText(guide, context);
        if (text !== null && !context.common.json) terminal.print(text);
        // What will be lost was said first.
        if (guide.guide === 'clear-browser-data') await openBrowser();
        if (guide.watch === null && terminal.canPrompt && !isAgreed)
          await promptLine(terminal, words.fix.cli.enter, context.interruption);
      },
      keeps: async (verification: Verification<unknown>) => {
        if (isAgreed || !terminal.canPrompt) return keepsByItself(verification);
        terminal.print(words.fix.results[verification.result]);
        return await askConsent(words.fix.cli.keep, context);
      },
    },
    onProgress: (progress) => {
      if (progress.kind === 'changing')
        terminal.showProgress(`${String(progress.step)}/${String(progress.of)} ${progress.what}`);
      if (progress.kind === 'watching') terminal.showProgress(words.fix.watching[progress.watch.on]);
      if (progress.kind === 'waiting') terminal.showProgress(words.fix.waiting(formatDuration(progress.ms, lang)));
    },
  };
}

/** Returns what opens the browser that was named; it must be here before anything is begun. */
async function readBrowser(context: CommandContext, options: GivenOptions): Promise<() => Promise<void>> {
  const name = textOption(options, 'browser');
  if (name === undefined) return () => Promise.resolve();
  const { installedBrowsers, openBrowserPage } = await import('../../host/browser-pages.ts');
  const host = await context.openHost({});
  const { platform } = host.system;
  const all = await installedBrowsers(platform, host.env);
  const { cli } = context.words.fix;
  const browser = all.find(({ id }) => id === name.toLowerCase());
  if (browser === undefined)
    throw new UsageProblem(
      cli.noBrowser(name.replace(/\p{Cc}/gu, ' ').slice(0, 40), all.map(({ id }) => id).join(', ')),
    );
  return async () => {
    const isOpen = await openBrowserPage(browser, { platform, page: 'page' });
    if (!context.common.json) context.terminal.print((isOpen ? cli.browserOpened : cli.browserNotOpened)(browser.name));
  };
}

function readWait(options: GivenOptions, { words, terminal }: CommandContext): number {
  const text = textOption(options, 'wait');
  if (text === undefined) return terminal.canPrompt ? LONGEST_WAIT_S : UNATTENDED_WAIT_S;
  const seconds = /^\d{1,3}$/u.test(text) ? Number(text) : -1;
  if (seconds < 0 || seconds > LONGEST_WAIT_S)
    throw new UsageProblem(words.cli.errors.badChoice('--wait', text, `0–${String(LONGEST_WAIT_S)}`));
  return seconds;
}

function readProxy(options: GivenOptions, context: CommandContext) {
  const text = textOption(options, 'proxy');
  return text === undefined ? null : parseServer(text, context);
}

async function askServer(current: string, context: CommandContext) {
  const { terminal, words } = context;
  const typed = await promptLine(terminal, words.fix.cli.askAddress(current), context.interruption);
  return typed === null ? null : parseServer(typed.trim(), context);
}

function parseServer(text: string, { words }: CommandContext) {
  const parsed = parseProxyServer(text);
  if (parsed.state === 'valid' && parsed.credentials === undefined) return parsed.server;
  if (parsed.state === 'valid') throw new UsageProblem(words.changes.cli.noCredentials);
  const why = parsed.state === 'invalid' ? words.addressProblems[parsed.problem.kind] : words.proxyKinds.direct;
  throw new UsageProblem(words.cli.errors.badProxyHidden(why));
}
