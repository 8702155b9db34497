/** What browser mode has put into the document: the answers to the first calls, each good for one use. */
import type { AnsweredCall } from '../../src/contract/first-calls.ts';

/** The facts inside the document. */
export interface Known {
  /** Where the window begins; `null`: where its address says. */
  readonly place: string | null;
  /** Answers a call that was foreseen; `undefined` for any other, and the second time. */
  take(name: string, input: unknown): unknown;
}

/** Reads the facts of this document; a document without any, or with others, knows nothing. */
export function readKnown(page: Document): Known {
  const { place, answers } = parse(page.getElementById('known')?.textContent ?? '');
  const left = new Map(answers.map((call) => [keyOf(call.name, call.input), call.answer]));
  return {
    place,
    take: (name, input) => {
      const key = keyOf(name, input);
      const answer = left.get(key);
      left.delete(key);
      return answer;
    },
  };
}

function keyOf(name: string, input: unknown): string {
  return `${name} ${JSON.stringify(input)}`;
}

function parse(text: string): { readonly place: string | null; readonly answers: readonly AnsweredCall[] } {
  const nothing = { place: null, answers: [] };
  if (text === '') return nothing;
  const value: unknown = JSON.parse(text);
  return isKnown(value) ? value : nothing;
}

/** The document is our own; here only the shape is looked at. */
function isKnown(value: unknown): value is ReturnType<typeof parse> {
  return typeof value === 'object' && value !== null && 'place' in value && 'answers' in value;
}
