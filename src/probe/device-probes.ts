/** Facts that the operating system knows: interfaces, routes, VPNs, firewall rules, an echo. Thin over `System`. */
import { isIP } from 'node:net';
import { DEADLINES } from '../base/deadline.ts';
import type { Failure } from '../observation/failure.ts';
import { lookUpAddresses } from './dns-lookup.ts';
import { startWatch, step, type ProbeRun } from './probe-run.ts';

const limitMs = DEADLINES.command.ms;

/** Emits `device.network`. */
export async function probeDeviceNetwork(run: ProbeRun): Promise<void> {
  const emit = startWatch(run);
  const network = await step(run, { probe: 'device.network', about: '', limitMs }, () =>
    run.context.system.network(run.signal),
  );
  emit({ probe: 'device.network', ...network });
}

/** Emits `device.route-to` for an address. */
export async function probeRouteTo(run: ProbeRun, address: string): Promise<void> {
  const emit = startWatch(run);
  const reading = await step(run, { probe: 'device.route-to', about: address, limitMs }, () =>
    run.context.system.routeTo(address, run.signal),
  );
  if (reading.state !== 'read') {
    const failure: Failure =
      reading.state === 'unreadable' ? { kind: 'unclassified', detail: reading.why } : { kind: 'unclassified' };
    emit({ probe: 'device.route-to', address, failure });
    return;
  }
  const { value } = reading;
  if (!value.covered) {
    emit({ probe: 'device.route-to', address, failure: { kind: value.why } });
    return;
  }
  emit({
    probe: 'device.route-to',
    address,
    failure: null,
    interface: value.interface,
    ...(value.gateway === undefined ? {} : { gateway: value.gateway }),
    ...(value.sourceAddress === undefined ? {} : { sourceAddress: value.sourceAddress }),
  });
}

/** Emits `host.ping`; `answered: null` where this computer could not ask. */
export async function probePing(
  run: ProbeRun,
  to: { readonly host: string; readonly interface?: string },
): Promise<void> {
  const { host } = to;
  const bound = to.interface === undefined ? {} : { interface: to.interface };
  const { addresses } = await lookUpAddresses(run, { name: host, role: 'proxy' });
  const emit = startWatch(run);
  const [address] = addresses;
  if (address === undefined || isIP(address) === 0) {
    emit({ probe: 'host.ping', host, ...bound, answered: null, why: 'no address' });
    return;
  }
  const reading = await step(run, { probe: 'host.ping', about: host, limitMs: DEADLINES.ping.ms }, () =>
    run.context.system.ping(address, run.signal, bound),
  );
  if (reading.state !== 'read') {
    emit({
      probe: 'host.ping',
      host,
      ...bound,
      answered: null,
      why: reading.state === 'unreadable' ? reading.why : 'absent',
    });
    return;
  }
  const { rttMs, refusal } = reading.value;
  emit({
    probe: 'host.ping',
    host,
    ...bound,
    answered: rttMs !== null,
    ...(rttMs === null ? {} : { rttMs }),
    ...(refusal === undefined ? {} : { refusal }),
  });
}

/** Emits `vpn.connections`. */
export async function probeVpnConnections(run: ProbeRun): Promise<void> {
  const emit = startWatch(run);
  const reading = await step(run, { probe: 'vpn.connections', about: '', limitMs }, () =>
    run.context.system.vpnConnections(run.signal),
  );
  const needed = (await run.context.system.vpnNeed?.()) ?? null;
  emit({
    probe: 'vpn.connections',
    state: reading.state,
    ...(reading.state === 'unreadable' ? { why: reading.why } : {}),
    connections: reading.state === 'read' ? reading.value : [],
    ...(needed === null ? {} : { needed }),
  });
}

/** Emits `firewall.rules` for the first address of a host. */
export async function probeFirewallRules(
  run: ProbeRun,
  to: { readonly host: string; readonly port: number },
): Promise<void> {
  const { addresses } = await lookUpAddresses(run, { name: to.host, role: 'proxy' });
  const emit = startWatch(run);
  const address = addresses[0];
  if (address === undefined) {
    emit({
      probe: 'firewall.rules',
      address: to.host,
      port: to.port,
      state: 'unreadable',
      why: 'no address',
      matching: [],
    });
    return;
  }
  const about = `${to.host}:${String(to.port)}`;
  const reading = await step(run, { probe: 'firewall.rules', about, limitMs }, () =>
    run.context.system.firewallRules({ address, port: to.port }, run.signal),
  );
  emit({
    probe: 'firewall.rules',
    address,
    port: to.port,
    state: reading.state,
    ...(reading.state === 'unreadable' ? { why: reading.why } : {}),
    matching: reading.state === 'read' ? reading.value : [],
  });
}
