/** Every probe that reads bytes of a peer, aimed at one port of loopback. */
import { fetchPac } from '../../../src/pac/fetch-pac.ts';
import type { ProbeRequest } from '../../../src/observation/probe-request.ts';
import { runProbe } from '../../../src/probe/run-probe.ts';
import { DIRECT, type Leg, type ProxyKind } from '../../../src/settings/proxy-server.ts';
import { contextFor } from '../probe/loopback.ts';

/** Runs one probe against a port; resolves with the number of facts that came of it. */
export interface AimedProbe {
  readonly name: string;
  readonly run: (port: number, signal: AbortSignal) => Promise<number>;
}

const CREDENTIALS = { user: 'somebody', password: 'not-to-be-told' };

function asks(name: string, request: (port: number) => ProbeRequest): AimedProbe {
  return {
    name,
    run: async (port, signal) => {
      const base = `127.0.0.1:${String(port)}`;
      const context = contextFor({
        credentials: CREDENTIALS,
        controlSites: [
          { url: `http://${base}/generate_204`, expect: { kind: 'status-204-empty' } },
          { url: `https://${base}/`, expect: { kind: 'any-2xx' } },
        ],
      });
      let facts = 0;
      await runProbe(request(port), context, {
        signal,
        emit: () => {
          facts += 1;
        },
      });
      await context.state.endRun();
      return facts;
    },
  };
}

function way(name: string, url: (port: number) => string, leg: (port: number) => Leg): AimedProbe {
  return asks(name, (port) => ({ probe: 'way', purpose: 'target', url: url(port), leg: leg(port) }));
}

const proxyOf =
  (kind: ProxyKind) =>
  (port: number): Leg => ({ kind, host: '127.0.0.1', port });
const direct = (): Leg => DIRECT;

export const AIMED_PROBES: readonly AimedProbe[] = [
  way('CONNECT', () => 'https://site.test/', proxyOf('http')),
  way('absolute form', () => 'http://site.test/', proxyOf('http')),
  way('TLS proxy', () => 'https://site.test/', proxyOf('https')),
  way('SOCKS5', () => 'https://site.test/', proxyOf('socks5')),
  way('SOCKS4', () => 'http://127.0.0.1/', proxyOf('socks4')),
  way('direct HTTP', (port) => `http://127.0.0.1:${String(port)}/`, direct),
  way('direct TLS', (port) => `https://127.0.0.1:${String(port)}/`, direct),
  asks('short hello', (port) => ({
    probe: 'way',
    purpose: 'variation',
    url: `https://127.0.0.1:${String(port)}/`,
    leg: DIRECT,
    variation: 'short-hello',
  })),
  asks('proxy kind', (port) => ({ probe: 'proxy.kind', host: '127.0.0.1', port })),
  asks('control sites', () => ({ probe: 'controls', leg: DIRECT })),
  asks('control sites by proxy', (port) => ({ probe: 'controls', leg: { kind: 'http', host: '127.0.0.1', port } })),
  asks('name server', (port) => ({
    probe: 'dns.lookup',
    name: 'site.test',
    role: 'target',
    server: `127.0.0.1:${String(port)}`,
  })),
  {
    name: 'PAC script',
    run: async (port, signal) => {
      await fetchPac(`http://127.0.0.1:${String(port)}/proxy.pac`, { signal });
      return 1;
    },
  },
];
