/** Tells the test what the program asked of the computer: one JSON line a call. */
export function record(call: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(call)}\n`);
}
