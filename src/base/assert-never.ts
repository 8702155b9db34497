/** Ends a `switch` over a closed union; reaching it at run time is a bug, so it throws. */
export function assertNever(value: never): never {
  throw new Error(`unexpected member of a closed union: ${JSON.stringify(value)}`);
}
