/** What a page asks for as soon as it is there: a face that knows may have the answers ready. */
import type { ApiProblem } from './api.ts';
import type { ApiName } from './inputs.ts';
import type { Result } from '../base/result.ts';

/** A call with its answer. */
export interface AnsweredCall {
  readonly name: ApiName;
  readonly input: object;
  readonly answer: Result<unknown, ApiProblem>;
}

/** Returns the first calls of a page in this language. */
export function firstCalls(language: 'ja' | 'en'): readonly Omit<AnsweredCall, 'answer'>[] {
  return [
    { name: 'preferences.get', input: {} },
    { name: 'app.info', input: {} },
    { name: 'diagnose.latest', input: { language } },
  ];
}
