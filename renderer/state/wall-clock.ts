/** The time of day, milliseconds since 1970; it can't jump while the page is open. */
export function wallMs(): number {
  return performance.timeOrigin + performance.now();
}
