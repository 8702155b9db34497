/** Reads a small JSON body and nothing more. */
import type { IncomingMessage } from 'node:http';
import { ok, refuse } from '../../src/base/result.ts';
import type { Result } from '../../src/base/result.ts';

/** The largest input is a list of control sites; this is ten times as much. */
const MAX_BYTES = 64 * 1024;

export type BodyProblem = 'too-large' | 'not-json' | 'broken-off';

/** Reads a request's body. */
export async function readJson(request: IncomingMessage): Promise<Result<unknown, BodyProblem>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      const bytes: unknown = chunk;
      if (!(bytes instanceof Uint8Array)) return refuse('not-json');
      size += bytes.length;
      if (size > MAX_BYTES) return refuse('too-large');
      chunks.push(bytes);
    }
  } catch (thrown) {
    // The page went away in the middle; there is nobody to answer.
    if (thrown instanceof Error) return refuse('broken-off');
    throw thrown;
  }
  return parse(Buffer.concat(chunks).toString('utf8'));
}

function parse(text: string): Result<unknown, BodyProblem> {
  try {
    const value: unknown = JSON.parse(text);
    return ok(value);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return refuse('not-json');
    throw thrown;
  }
}
