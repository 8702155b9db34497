/** One observation as one line of a list, with whether it went well. */
import { factWords, type FactWords } from '../../src/messages/fact-line.ts';
import type { Lang } from '../../src/messages/format.ts';
import type { Messages } from '../../src/messages/messages.ts';
import type { Observation } from '../../src/observation/observation.ts';
import { isFine } from './hops-so-far.ts';

export interface FactLine extends FactWords {
  readonly id: string;
  readonly isFine: boolean;
  /** What it is about is named in our words, not as a host or program names itself. */
  readonly isWorded: boolean;
}

/** Returns the line of an observation in the given words. */
export function factLine(observation: Observation, words: Messages, lang: Lang): FactLine {
  const { id, probe } = observation;
  const isWorded = probe === 'settings.read' || probe === 'route.resolve';
  return { id, isFine: isFine(observation), isWorded, ...factWords(observation, words, lang) };
}
