import type { Reading } from '../base/reading.ts';
import {
  type Environment,
  readEnvironment,
  readEnvironmentAsCurl,
  showEnvironment,
} from '../settings/environment-settings.ts';
import type { ProxySettings } from '../settings/proxy-settings.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { SourceReading } from '../settings/settings-snapshot.ts';

/** Returns Chromium's reading of an environment, and curl's beside it where that says something else. */
export function environmentReadings(
  env: Environment,
  about: { readonly source: SettingsSource; readonly from: string },
): readonly SourceReading[] {
  const chromium = readEnvironment(env);
  const curl = readEnvironmentAsCurl(env);
  const raw = showEnvironment(env);
  const shown = raw === '' ? {} : { raw };
  const main: SourceReading = { ...about, reading: chromium, ...shown };
  return sameSettings(chromium, curl) ? [main] : [main, { ...about, reading: curl, ...shown, as: 'curl' }];
}

function sameSettings(a: Reading<ProxySettings>, b: Reading<ProxySettings>): boolean {
  // Secrets print alike, and both readings hold the same ones.
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

/** The dialects say the same list in other rules; only whether there is one is compared, plus every server. */
function comparable(reading: Reading<ProxySettings>): unknown {
  if (reading.state !== 'read') return reading.state;
  const { value } = reading;
  if (value.mode !== 'manual') return value;
  const { http, https, any } = value.servers;
  return {
    http: http ?? any ?? null,
    https: https ?? any ?? null,
    bypass: value.bypass.rules.some(({ kind }) => kind !== 'subtract-implicit'),
  };
}
