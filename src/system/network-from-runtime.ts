import type { NetworkReading } from './system.ts';
import type { SystemTools } from './system-tools.ts';

/** Returns what the runtime alone tells: interfaces that have addresses. Routes are said to be unreadable. */
export function networkFromRuntime(tools: SystemTools): NetworkReading {
  const addresses = tools.interfaceAddresses();
  const names = [...new Set(addresses.map((one) => one.interface))];
  return {
    interfaces: names.map((name) => {
      const own = addresses.filter((one) => one.interface === name).map(({ cidr }) => cidr);
      const isLoopback = own.some((cidr) => /^(?:127\.|::1\/)/u.test(cidr));
      return { name, kind: isLoopback ? 'loopback' : 'unknown', isUp: true, addresses: own } as const;
    }),
    routes: [],
    nameServers: [],
    unreadable: 'routes can not be read on this system yet',
  };
}
