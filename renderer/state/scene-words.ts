/** The words of a practice scene. */
import type { Messages, SceneText } from '../../src/messages/messages.ts';

/** Returns a scene's words, or `null` for a scene that the catalogue does not know. */
export function sceneWords(words: Messages, id: string): SceneText | null {
  return Object.entries(words.practice).find(([name]) => name === id)?.[1] ?? null;
}

/** Returns a scene's title, or its id where the catalogue does not know it. */
export function sceneTitle(words: Messages, id: string): string {
  return sceneWords(words, id)?.title ?? id;
}
