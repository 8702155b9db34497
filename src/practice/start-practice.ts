/** Sets a scene of the practice network up on loopback; the machine's own settings are never touched. */
import type { Clock } from '../base/clock.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { prepareGround } from './ground.ts';
import { SCENES, type SceneId, type Stage } from './scenes.ts';

export interface RunningScene {
  readonly scene: SceneId;
  readonly stage: Stage;
  readonly url: string;
  /** The environment under which the scene is to be looked at. */
  readonly env: Readonly<Record<string, string>>;
  readonly expect: CauseCode;
  stop(): Promise<void>;
}

export function isSceneId(text: string): text is SceneId {
  return Object.hasOwn(SCENES, text);
}

export const SCENE_IDS: readonly SceneId[] = Object.keys(SCENES).filter(isSceneId);

/** Starts one scene; `stop` closes every socket and removes every file of it. */
export async function startPractice(scene: SceneId, clock: Clock): Promise<RunningScene> {
  const ground = await prepareGround();
  try {
    const stage = await SCENES[scene].build(ground, clock);
    return { scene, stage, url: stage.url, env: environmentOf(stage), expect: SCENES[scene].expect, stop: ground.stop };
  } catch (bug) {
    await ground.stop();
    throw bug;
  }
}

function environmentOf(stage: Stage): Readonly<Record<string, string>> {
  return {
    http_proxy: stage.proxy,
    https_proxy: stage.proxy,
    no_proxy: '',
    THROUGHWAY_CONTROL_URLS: stage.controlUrls.join(','),
    ...(stage.trustedCertificates === undefined ? {} : { SSL_CERT_FILE: stage.trustedCertificates }),
  };
}
