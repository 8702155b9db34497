/** A path through the router that takes its time: packets go through a tun device whose process keeps them for a while. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command.ts';
import type { Lab } from '../lab.ts';
import { startServer } from '../server-process.ts';

/** TUNSETIFF with IFF_TUN and IFF_NO_PI, as in tunnel.ts; a queue of packets with the times at which they are due. */
const SCRIPT = `
use Fcntl; use Time::HiRes 'time';
my ($name, $delay) = ($ARGV[0], $ARGV[1] / 1000);
sysopen(my $tun, '/dev/net/tun', O_RDWR) or die "tun: $!";
ioctl($tun, 0x400454ca, pack('a16 s x22', $name, 0x1001)) or die "ioctl: $!";
my @queue;
for (;;) {
  my $wait = @queue ? $queue[0][0] - time : undef;
  $wait = 0 if defined $wait && $wait < 0;
  my $in = '';
  vec($in, fileno($tun), 1) = 1;
  if (select($in, undef, undef, $wait) > 0) {
    sysread($tun, my $packet, 65536);
    push @queue, [time + $delay, $packet];
  }
  syswrite($tun, (shift @queue)->[1]) while @queue && $queue[0][0] <= time;
}
`;

/** Has packets from this computer to the proxies take so much longer. */
export async function putProxiesFar(lab: Lab, delayMs: number): Promise<void> {
  const { router } = lab.network.namespaces;
  const folder = lab.folder();
  const scriptFile = join(folder, 'far.pl');
  writeFileSync(scriptFile, SCRIPT);
  const server = await startServer({
    namespace: router,
    argv: ['perl', scriptFile, 'far0', String(delayMs)],
    ports: [],
    device: 'far0',
    log: join(folder, 'far.log'),
  });
  const rule = `iif to-client to ${lab.network.networks.proxy} lookup 77`;
  const loose = ['net.ipv4.conf.all.rp_filter=0', 'net.ipv4.conf.far0.rp_filter=0'];
  await lab.network.inside('router', ['sysctl', '-qw', ...loose]);
  const lines = ['link set far0 up', 'route add default dev far0 table 77', `rule add ${rule}`];
  await command('ip', ['-n', router, '-batch', '-'], lines.join('\n'));
  lab.afterwards(async () => {
    await command('ip', ['-n', router, '-batch', '-'], `rule del ${rule}`);
    await server.stop();
  });
}
