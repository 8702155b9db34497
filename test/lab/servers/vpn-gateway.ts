/** The far end of a VPN on the lab's router: a tunnel to it is another way into the network of the proxies. */
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../lab.ts';
import { startServer } from '../server-process.ts';

/** The network inside the tunnels; nobody else in the lab has it. */
const INSIDE = '10.254.33';

/** Starts OpenVPN; returns what a client needs: one certificate, which is its own authority, for both sides. */
export async function startOpenvpn(
  lab: Lab,
  pushes: readonly string[],
): Promise<{ readonly address: string; readonly certFile: string; readonly keyFile: string }> {
  const folder = lab.folder();
  const [certFile, keyFile] = [join(folder, 'vpn.crt'), join(folder, 'vpn.key')];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=vpn', '-days', '30'];
  execFileSync('openssl', ['req', '-x509', ...made, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const address = lab.network.gateways.client;
  const server = await startServer({
    namespace: lab.network.namespaces.router,
    argv: [
      ...['openvpn', '--dev', 'tun', '--mode', 'server', '--tls-server', '--topology', 'subnet'],
      ...['--server', `${INSIDE}.0`, '255.255.255.0', '--local', address, '--dh', 'none'],
      ...['--ca', certFile, '--cert', certFile, '--key', keyFile, '--data-ciphers', 'AES-256-GCM'],
      ...pushes.flatMap((push) => ['--push', push]),
    ],
    ports: [],
    udpPorts: [1194],
    log: join(folder, 'openvpn.log'),
  });
  lab.afterwards(() => server.stop());
  return { address, certFile, keyFile };
}

/** Starts WireGuard in user space, as wg-quick does where the kernel has none; returns the client's profile. */
export async function startWireguard(lab: Lab, networks: readonly string[]): Promise<string> {
  const folder = lab.folder();
  const key = (): string => execFileSync('wg', ['genkey'], { encoding: 'utf8' }).trim();
  const [own, theirs] = [key(), key()];
  const publicOf = (secret: string): string =>
    execFileSync('wg', ['pubkey'], { input: `${secret}\n`, encoding: 'utf8' }).trim();
  const file = join(folder, 'twgate.conf');
  writeFileSync(
    file,
    [
      ...['[Interface]', `PrivateKey = ${own}`, `Address = ${INSIDE}.1/24`, 'ListenPort = 51820'],
      ...['[Peer]', `PublicKey = ${publicOf(theirs)}`, `AllowedIPs = ${INSIDE}.2/32`, ''],
    ].join('\n'),
  );
  chmodSync(file, 0o600);
  await lab.network.inside('router', ['wg-quick', 'up', file]);
  lab.afterwards(async () => {
    await lab.network.inside('router', ['wg-quick', 'down', file]);
  });
  return [
    ...['[Interface]', `PrivateKey = ${theirs}`, `Address = ${INSIDE}.2/32`],
    ...['[Peer]', `PublicKey = ${publicOf(own)}`, `AllowedIPs = ${networks.join(', ')}`],
    ...[`Endpoint = ${lab.network.gateways.client}:51820`, ''],
  ].join('\n');
}
