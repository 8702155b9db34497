import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lab, type Spot } from '../../lab/lab.ts';
import { whyNoLab, whyNoPrograms } from '../../lab/network.ts';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { FixOffice, proveFix } from './fix-office.ts';

const WHY_NOT = NOT_BUILT ?? whyNoLab();
const NO_UFW = whyNoPrograms(['ufw', 'iptables']);
const NO_FIREWALLD = whyNoPrograms(['firewalld', 'firewall-cmd']);
const LONG = 120_000;

const note = (why: string | null): string => (why === null ? '' : ` (skipped: ${why})`);

describe.skipIf(WHY_NOT !== null)(`the firewall of this computer${note(WHY_NOT)}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.build('guided fixes of firewalls');
  }, LONG);
  afterEach(async () => {
    await lab.reset();
  }, LONG);
  afterAll(async () => {
    await lab.remove();
  }, LONG);

  /** A computer whose proxy works, until a rule stands in the way. */
  async function office(): Promise<{ readonly desk: FixOffice; readonly spot: Spot }> {
    await lab.direct('dropped');
    const { spot } = await lab.squid(lab.spot());
    await lab.settle();
    const desk = new FixOffice(lab, 'kde');
    const place = `http://${spot.name} ${String(spot.port)}`;
    desk.write('home/.config/kioslaverc', `[Proxy Settings]\nProxyType=1\nhttpProxy=${place}\nhttpsProxy=${place}\n`);
    return { desk, spot };
  }

  const told = async (desk: FixOffice, argv: readonly string[]): Promise<void> => {
    const outcome = await desk.run(argv);
    expect(outcome.status, `${argv.join(' ')}: ${outcome.stderr}`).toBe(0);
  };

  const prove = (desk: FixOffice): Promise<void> =>
    proveFix(desk, { url: lab.sites.main.https(), code: 'firewall.local-block', fix: 'allow-in-firewall' });

  it.skipIf(NO_UFW !== null)(
    `lets the connection through where ufw rejects it${note(NO_UFW)}`,
    async () => {
      const { desk, spot } = await office();
      desk.ownPlace('/run');
      await told(desk, ['ufw', '--force', 'enable']);
      const to = ['to', spot.address, 'port', String(spot.port)];
      await told(desk, ['ufw', 'reject', 'out', 'proto', 'tcp', ...to]);
      // What it writes when it starts differs in parts of its own from what it writes ever after.
      await told(desk, ['ufw', 'reload']);
      await prove(desk);
    },
    LONG,
  );

  it.skipIf(NO_FIREWALLD !== null)(
    `lets the connection through where a policy of firewalld and one of its direct rules reject it${note(NO_FIREWALLD)}`,
    async () => {
      const { desk, spot } = await office();
      await desk.startSystemBus();
      await desk.startService(
        ['firewalld', '--nofork', '--nopid'],
        async () => (await desk.run(['firewall-cmd', '--state'])).status === 0,
      );
      const policy = ['firewall-cmd', '--permanent', '--policy=office'];
      const match = `destination address="${spot.address}" port port="${String(spot.port)}" protocol="tcp"`;
      await told(desk, ['firewall-cmd', '--permanent', '--new-policy=office']);
      await told(desk, [...policy, '--add-ingress-zone=HOST']);
      await told(desk, [...policy, '--add-egress-zone=ANY']);
      await told(desk, [...policy, `--add-rich-rule=rule family="ipv4" ${match} reject`]);
      await told(desk, ['firewall-cmd', '--reload']);
      const direct = ['-d', spot.address, '-p', 'tcp', '--dport', String(spot.port), '-j', 'REJECT'];
      await told(desk, ['firewall-cmd', '--direct', '--add-rule', 'ipv4', 'filter', 'OUTPUT', '0', ...direct]);
      await prove(desk);
    },
    LONG,
  );
});
