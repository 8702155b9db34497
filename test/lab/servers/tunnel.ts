/** A VPN that swallows what it is given: a tun device held open by a process that reads and throws away. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** TUNSETIFF with IFF_TUN and IFF_NO_PI (linux/if_tun.h); Node has no ioctl, and Perl is part of every Debian. */
const SCRIPT = `
use Fcntl;
sysopen(my $tun, '/dev/net/tun', O_RDWR) or die "tun: $!";
ioctl($tun, 0x400454ca, pack('a16 s x22', $ARGV[0], 0x1001)) or die "ioctl: $!";
my $packet;
while (sysread($tun, $packet, 65536)) { }
`;

/** Starts such a tunnel in a namespace. The device is there, and down, once this resolves; it goes with the process. */
export function startTunnel(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly name: string;
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const scriptFile = join(options.folder, 'tunnel.pl');
  writeFileSync(scriptFile, SCRIPT);
  return startServer({
    namespace: options.namespace,
    argv: ['perl', scriptFile, options.name],
    ports: [],
    device: options.name,
    log: join(options.folder, 'tunnel.log'),
  });
}
