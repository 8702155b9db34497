import type { Result } from '../base/result.ts';
import type { ApiProblem } from './api.ts';

/** Whether a value that came over a line is the answer to a call. */
export function isResult(value: unknown): value is Result<unknown, ApiProblem> {
  if (typeof value !== 'object' || value === null || !('ok' in value)) return false;
  return (value.ok === true && 'value' in value) || (value.ok === false && 'problem' in value);
}
