/** Tells the test what the program asked of the computer: one JSON line a call. */
export function record(call: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(call)}\n`);
}

/** Tells everything that crosses to the page, where the test wants to read it all. */
export function recordCrossing(value: unknown): void {
  if (process.env['STAND_IN_TAP'] === 'yes') record({ call: 'crosses', value });
}
