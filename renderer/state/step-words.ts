/** The words of a running step. */
import type { Messages } from '../../src/messages/messages.ts';

/** Returns what a step does in words; a step without words of its own is "looking further". */
export function stepWords(words: Messages, step: { readonly probe: string; readonly about: string }): string {
  const found = Object.entries(words.steps).find(([name]) => name === step.probe);
  return found === undefined ? words.steps.controls('') : found[1](step.about);
}
