/** What the watch is told: what to look at, how often, and when to keep quiet. */

/** Hours of the day in which nothing is shown, as minutes after midnight; may run past midnight. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface WatchSettings {
  readonly urls: readonly [string, ...string[]];
  readonly intervalMs: number;
  readonly quiet: QuietHours | null;
}

/** The interval where nobody chose one: a fault is known before the second coffee, and a day is 288 requests. */
export const USUAL_INTERVAL_MS = 300_000;

/** Whether `wallMs` is in the quiet hours of this computer's time zone. */
export function isQuiet(quiet: QuietHours | null, wallMs: number): boolean {
  if (quiet === null || quiet.fromMinute === quiet.toMinute) return false;
  const local = new Date(wallMs);
  const minute = local.getHours() * 60 + local.getMinutes();
  const { fromMinute, toMinute } = quiet;
  return fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

/** Returns the minute of the day that `HH:MM` names, or `null`. */
export function parseMinute(text: string): number | null {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute);
}
