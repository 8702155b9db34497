/** The proxy script that NetworkManager knows for a connection, for programs that ask it (PacRunner). */
import { read } from '../../base/reading.ts';
import { EMPTY_BYPASS } from '../../settings/bypass-list.ts';
import { redactProxyText } from '../../settings/redact-proxy-text.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';

const MOST_CONNECTIONS = 4;

/** Returns a reading for each active connection that names a script or asks to look for one. */
export async function readNetworkManager(tools: SystemTools, signal: AbortSignal): Promise<readonly SourceReading[]> {
  const active = await tools.run('nmcli', ['-t', '-f', 'UUID', 'connection', 'show', '--active'], { signal });
  if (active.state !== 'done' || active.exitCode !== 0) return [];
  const ids = active.stdout.split('\n').filter((line) => /^[0-9a-f-]{36}$/u.test(line));
  const readings = await Promise.all(
    ids.slice(0, MOST_CONNECTIONS).map(async (id): Promise<readonly SourceReading[]> => {
      const fields = 'connection.id,proxy.method,proxy.pac-url';
      const args = ['--escape', 'no', '-g', fields, 'connection', 'show', 'uuid', id];
      const shown = await tools.run('nmcli', args, { signal, locale: 'C.UTF-8' });
      return shown.state === 'done' && shown.exitCode === 0 ? readingOf(shown.stdout) : [];
    }),
  );
  return readings.flat();
}

/** One line a field, in the order asked for. */
function readingOf(output: string): readonly SourceReading[] {
  const [name = '', method = '', pacUrl = ''] = output.split('\n');
  // `none` is what every connection says unless told otherwise.
  if (method !== 'auto') return [];
  const settings =
    pacUrl === '' ? ({ mode: 'auto-detect' } as const) : ({ mode: 'pac', pacUrl, bypass: EMPTY_BYPASS } as const);
  const raw = `proxy.method=${method}\nproxy.pac-url=${pacUrl === '' ? '' : redactProxyText(pacUrl)}`;
  return [{ source: 'network-manager', from: name, reading: read(settings), raw }];
}
