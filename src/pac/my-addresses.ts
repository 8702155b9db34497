/**
 * `myIpAddress()` by asking the routing table: a UDP socket that is connected gets the source address of the route and
 * sends nothing. Chromium asks for the same two addresses of a public resolver (services/network, my_ip_address.cc).
 */
import { createSocket } from 'node:dgram';

const PROBES = [
  { type: 'udp4', address: '8.8.8.8' },
  { type: 'udp6', address: '2001:4860:4860::8888' },
] as const;

/** Discard port; nothing is ever sent there. */
const ANY_PORT = 9;

/** Returns the addresses that routes to the internet leave from, IPv4 first; empty where there is no route. */
export async function myAddresses(): Promise<readonly string[]> {
  const found = await Promise.all(PROBES.map(sourceAddress));
  return found.filter((address) => address !== null);
}

function sourceAddress(probe: (typeof PROBES)[number]): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = createSocket(probe.type);
    const end = (address: string | null): void => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => {
      end(null);
    });
    // To a literal address this needs no name server and no round trip, so it can't hang.
    socket.connect(ANY_PORT, probe.address, () => {
      end(socket.address().address);
    });
  });
}
