/** Runs one request: the single place where a question becomes sockets. */
import { setMaxListeners } from 'node:events';
import type { ProbeRequest } from '../observation/probe-request.ts';
import { assertNever } from '../base/assert-never.ts';
import { runControls } from './controls.ts';
import { lookUpAddresses, lookUpAt } from './dns-lookup.ts';
import {
  probeDeviceNetwork,
  probeFirewallRules,
  probePing,
  probeRouteTo,
  probeVpnConnections,
} from './device-probes.ts';
import { probeHostPorts } from './host-ports.ts';
import type { ProbeContext, TimedFact } from './probe-context.ts';
import type { ProbeRun } from './probe-run.ts';
import { probeProxyKind } from './proxy-kind.ts';
import { probeQuality } from './quality-connects.ts';
import { runRequestedWay } from './requested-way.ts';

export type { ProbeContext, TimedFact };

/** Runs one request and streams its facts; never throws for what the world does, and ends within its deadline. */
export type RunProbe = (
  request: ProbeRequest,
  context: ProbeContext,
  options: { readonly signal: AbortSignal; readonly emit: (fact: TimedFact) => void },
) => Promise<void>;

/** Runs a request on this computer's network. Every socket that it opens is closed when it ends or the signal aborts. */
export const runProbe: RunProbe = async (request, context, options) => {
  const over = new AbortController();
  const signal = AbortSignal.any([options.signal, over.signal]);
  // Dozens of sockets listen to one signal; Node's warning about that would land on standard error.
  setMaxListeners(0, signal);
  const run: ProbeRun = { context, signal, emit: options.emit };
  try {
    await dispatch(request, run);
  } finally {
    over.abort();
  }
};

async function dispatch(request: ProbeRequest, run: ProbeRun): Promise<void> {
  switch (request.probe) {
    case 'device.network':
      return probeDeviceNetwork(run);
    case 'device.route-to':
      return probeRouteTo(run, request.address);
    case 'dns.lookup':
      if (request.server !== undefined) return lookUpAt(run, { ...request, server: request.server });
      await lookUpAddresses(run, { name: request.name, role: request.role });
      return;
    case 'way':
      return runRequestedWay(run, request);
    case 'route.resolve':
      await run.context.resolveRoute(request.url, 'variation');
      return;
    case 'controls':
      return runControls(run, request.leg);
    case 'proxy.kind':
      return probeProxyKind(run, { host: request.host, port: request.port });
    case 'host.ports':
      return probeHostPorts(run, { host: request.host, except: request.except });
    case 'host.ping':
      return probePing(run, request);
    case 'quality.connects':
      return probeQuality(run, request);
    case 'wpad.look-up':
      // The engine behind it is a megabyte that a run without scripts never needs.
      return (await import('./wpad-look-up.ts')).probeWpad(run, request.url);
    case 'proxy.inspect':
      return (await import('./inspect-proxy.ts')).inspectProxy(run, request);
    case 'vpn.connections':
      return probeVpnConnections(run);
    case 'firewall.rules':
      return probeFirewallRules(run, { host: request.host, port: request.port });
    default:
      return assertNever(request);
  }
}
