/** `throughway practice [--list|--tour|SCENE]`: a small office on loopback with a fault of one's choice, until Ctrl+C. */
import { systemClock } from '../../../src/base/clock.ts';
import { isSceneId, SCENE_IDS, startPractice, type RunningScene } from '../../../src/practice/start-practice.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { wrap } from '../print/wrap.ts';
import { UsageProblem } from '../usage-problem.ts';

export const runPractice: RunCommand = async (context, { args, options }) => {
  const { terminal, words, common } = context;
  const [name] = args;
  if (options['tour'] === true) return (await import('./practice-tour.ts')).runTour(context);
  if (options['list'] === true || name === undefined) {
    listScenes(context);
    return EXIT.good;
  }
  if (!isSceneId(name)) {
    const nearest = SCENE_IDS.find((id) => id.startsWith(name) || id.includes(name));
    throw new UsageProblem(words.cli.errors.noScene(name, nearest));
  }
  const scene = await startPractice(name, systemClock);
  try {
    terminal.print(common.json ? JSON.stringify(sceneDocument(scene)) : sceneText(scene, context));
    if (!context.interruption.aborted) await interrupted(context.interruption);
  } finally {
    await scene.stop();
  }
  if (!common.json) terminal.complain(words.cli.practice.ended);
  return EXIT.good;
};

/** `abort` comes from a signal handler; the open servers keep the process alive until then. */
function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}

function sceneDocument(scene: RunningScene): object {
  return { url: scene.url, env: scene.env, expect: scene.expect };
}

function listScenes({ terminal, words, paint, common }: CommandContext): void {
  for (const id of SCENE_IDS) {
    const { title, story } = words.practice[id];
    terminal.print(
      common.json ? JSON.stringify({ scene: id, title, story }) : words.cli.form.labelled(paint.bold(id), title),
    );
  }
  if (!common.json) terminal.print(`\n${words.cli.practice.intro}\n${words.cli.practice.list}`);
}

function sceneText(scene: RunningScene, { words, paint, terminal, lang }: CommandContext): string {
  const { practice, form } = words.cli;
  const text = words.practice[scene.scene];
  const variables = Object.entries(scene.env).map(([name, value]) => `  export ${name}=${quoted(value)}`);
  return [
    paint.bold(practice.ready(text.title)),
    wrap(text.story, { columns: terminal.columns, lang }),
    '',
    form.labelled(practice.url, scene.url),
    form.heading(practice.environment),
    ...variables,
    form.heading(practice.command),
    `  throughway diagnose ${quoted(scene.url)}`,
    form.labelled(practice.expect, scene.expect),
    '',
    practice.keep,
  ].join('\n');
}

/** Quoted for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
