/** `throughway practice --tour`: a handful of scenes one after another, each with what a person would see. */
import { systemClock } from '../../../src/base/clock.ts';
import { SCENES, type SceneId } from '../../../src/practice/scenes.ts';
import { startPractice, type RunningScene } from '../../../src/practice/start-practice.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';
import { processEnvironment, type Environment } from '../../host/environment.ts';
import { findMissingParts, type MissingPart } from '../../host/missing-parts.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { diagnosisText } from '../print/diagnosis.ts';
import { followProgress } from '../print/progress.ts';
import { wrap } from '../print/wrap.ts';

/** One of each kind: nothing wrong, a sign-in, a wrong one, a setting, a rule of the office, the network, the site. */
const TOUR = [
  'healthy',
  'sign-in',
  'wrong-password',
  'wrong-port',
  'blocked-site',
  'sign-in-page',
  'certificate-expired',
] as const satisfies readonly SceneId[];

/** Goes through the scenes; good when every one of them ends in the cause that it is made of. */
export async function runTour(context: CommandContext): Promise<ExitStatus> {
  const { terminal, words, common, interruption, paint } = context;
  const { demo, headings } = words.cli;
  if (!common.json) terminal.print(running(demo.intro, context));
  const ends: { readonly scene: SceneId; readonly code: string }[] = [];
  for (const scene of TOUR) {
    if (interruption.aborted) return EXIT.interrupted;
    ends.push({ scene, code: await showScene(scene, context) });
  }
  const isGood = (end: (typeof ends)[number]): boolean => end.code === SCENES[end.scene].expect;
  if (!common.json) {
    const missing = await findMissingParts(processEnvironment());
    terminal.print(
      [
        '',
        paint.bold(headings.summary),
        ...ends.map((end) => `  ${isGood(end) ? paint.green('●') : paint.red('✕')} ${end.scene}: ${end.code}`),
        demo.summary(ends.filter(isGood).length, ends.length),
        ...(missing.length === 0 ? [demo.nothingSkipped] : missing.map((one) => missingText(one, context))),
        demo.tryNext,
      ].join('\n'),
    );
  }
  return ends.every(isGood) ? EXIT.good : EXIT.notGood;
}

/** Sets one scene up, diagnoses it as `diagnose` does, prints the result, and returns the code that was found. */
async function showScene(id: SceneId, context: CommandContext): Promise<string> {
  const { terminal, common } = context;
  const scene = await startPractice(id, systemClock);
  try {
    if (!common.json) terminal.print(sceneText(id, context));
    const document = await diagnoseScene(scene, context);
    terminal.print(common.json ? JSON.stringify(document) : diagnosisText(document, context));
    const { code } = document.verdict;
    if (!common.json) terminal.print(expectationText(scene, code, context));
    return code;
  } finally {
    await scene.stop();
  }
}

async function diagnoseScene(scene: RunningScene, context: CommandContext): Promise<DiagnosisDocument> {
  const progress = followProgress(context);
  const host = await context.openHost({ env: { ...withoutProxySettings(processEnvironment()), ...scene.env } });
  try {
    return await host.assistant.diagnose(
      // The desktop's own settings are no part of the scene.
      { url: scene.url, lang: context.lang, source: 'env' },
      { signal: context.interruption, onProgress: progress.take },
    );
  } finally {
    progress.end();
    await host.assistant.close();
  }
}

/** The machine's own proxy, control sites and trust anchors must not leak into a scene. */
function withoutProxySettings(env: Environment): Environment {
  const own = /_proxy$|^SSL_CERT_|^NODE_EXTRA_CA_CERTS$|^THROUGHWAY_/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}

function sceneText(id: SceneId, context: CommandContext): string {
  const { words, paint } = context;
  const { title, story } = words.practice[id];
  const rule = paint.dim('─'.repeat(Math.min(context.terminal.columns ?? 72, 72)));
  return ['', rule, paint.bold(words.cli.demo.scene(title)), running(story, context), ''].join('\n');
}

function expectationText({ scene, expect }: RunningScene, code: string, context: CommandContext): string {
  const { words, paint } = context;
  const { demo, practice } = words.cli;
  const verdict = code === expect ? paint.green(demo.asExpected) : paint.red(demo.notAsExpected(code));
  return `\n${running(words.cli.form.labelled(practice.lesson, words.practice[scene].lesson), context)}\n${paint.dim(demo.expected(expect))} · ${verdict}`;
}

function missingText(missing: MissingPart, { words }: CommandContext): string {
  const { demo } = words.cli;
  return demo.skipped(demo.parts[missing.part], demo.reasons[missing.why]);
}

function running(text: string, { terminal, lang }: CommandContext): string {
  return wrap(text, { columns: terminal.columns, lang });
}
