/** The practice network for pages: one scene at a time, with an assistant that sees the scene's settings and no others. */
import type { Clock } from '../../src/base/clock.ts';
import type { Result } from '../../src/base/result.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { ApiProblem } from '../../src/contract/api.ts';
import type { PracticeView } from '../../src/contract/practice-view.ts';
import type { RunningScene } from '../../src/practice/start-practice.ts';
import { composeHost } from './compose.ts';
import type { Host } from './compose.ts';
import type { Environment } from './environment.ts';

export interface Practice {
  view(): Promise<PracticeView>;
  start(scene: string): Promise<Result<{ readonly scene: string; readonly url: string }, ApiProblem>>;
  stop(): Promise<boolean>;
  /** The scene's host, where a scene stands and the address is one of the practice network. */
  hostFor(url: string): { readonly host: Host; readonly scene: string } | null;
}

/** Returns the practice network of one face. */
export function openPractice(env: Environment, clock: Clock): Practice {
  let standing: { readonly scene: RunningScene; readonly host: Host } | null = null;
  const stop = async (): Promise<boolean> => {
    const before = standing;
    standing = null;
    await before?.host.assistant.close();
    await before?.scene.stop();
    return before !== null;
  };
  return {
    view: async () => {
      const [{ SCENES }, { SCENE_IDS }] = await Promise.all([
        import('../../src/practice/scenes.ts'),
        import('../../src/practice/start-practice.ts'),
      ]);
      return {
        scenes: SCENE_IDS.map((id) => ({ id, expect: SCENES[id].expect })),
        running: standing === null ? null : { scene: standing.scene.scene, url: standing.scene.url },
      };
    },
    start: async (id) => {
      const { isSceneId, startPractice } = await import('../../src/practice/start-practice.ts');
      if (!isSceneId(id)) return refuse({ kind: 'not-found' });
      await stop();
      const scene = await startPractice(id, clock);
      standing = { scene, host: composeHost({ env: { ...env, ...scene.env } }) };
      return ok({ scene: id, url: scene.url });
    },
    stop,
    hostFor: (url) => {
      if (standing === null || !new URL(url).hostname.endsWith('.practice.test')) return null;
      return { host: standing.host, scene: standing.scene.scene };
    },
  };
}
