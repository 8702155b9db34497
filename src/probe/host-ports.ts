/** Looks at the common proxy ports of a host, then asks those that accept what they speak. */
import { DEADLINES } from '../base/deadline.ts';
import { openSocket } from './connect.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';
import { probeProxyKind } from './proxy-kind.ts';

/** Ports on which proxies are commonly set up: IANA's, and the defaults of widespread servers. */
const COMMON_PROXY_PORTS: readonly number[] = [
  3128, 8080, 8888, 8000, 80, 443, 8443, 1080, 8118, 3129, 8081, 8008, 9090, 9080, 10080, 8123, 9050, 3130, 6588, 808,
  8090, 9000, 8088, 1081,
];

/** More open ports than this are not asked what they speak: a host that accepts everything says nothing. */
const MOST_OPEN = 6;

/** Emits `host.ports`, then one `proxy.kind` for each open port but the one already known. */
export async function probeHostPorts(
  run: ProbeRun,
  at: { readonly host: string; readonly except: number },
): Promise<void> {
  const { addresses } = await lookUpAddresses(run, { name: at.host, role: 'proxy' });
  const emit = startWatch(run);
  const address = addresses[0];
  if (address === undefined) {
    emit({ probe: 'host.ports', host: at.host, ports: [] });
    return;
  }
  const candidates = COMMON_PROXY_PORTS.filter((port) => port !== at.except);
  const ports = await step(run, { probe: 'host.ports', about: at.host, limitMs: DEADLINES.portTry.ms }, () =>
    Promise.all(
      candidates.map(async (port) => {
        const opened = await openSocket({ address, port, deadline: 'portTry', signal: run.signal });
        opened.socket?.destroy();
        return { port, failure: opened.failure };
      }),
    ),
  );
  emit({ probe: 'host.ports', host: at.host, ports });
  const open = ports.filter(({ failure }) => failure === null).slice(0, MOST_OPEN);
  await Promise.all(open.map(({ port }) => probeProxyKind(run, { host: at.host, port })));
}
