import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../lab/lab.ts';
import { whyNoLab, whyNoPrograms } from '../../lab/network.ts';
import { startWireguard } from '../../lab/servers/vpn-gateway.ts';
import { NOT_BUILT } from '../cli/run-cli.ts';
import { FixOffice } from './fix-office.ts';

const WHY_NOT = NOT_BUILT ?? whyNoLab();
const NO_GNOME = whyNoPrograms(['gsettings', 'dbus-daemon']);
const NO_WIREGUARD = whyNoPrograms(['wg-quick', 'wireguard-go']);
const HOOK = path.join(import.meta.dirname, '../kill-at.cjs');
const LONG = 240_000;

/** A fix changes something at fewer moments than this. */
const MOST_MOMENTS = 40;

const note = (why: string | null): string => (why === null ? '' : ` (skipped: ${why})`);

describe.skipIf(WHY_NOT !== null)(`a fix that is killed at any of its steps${note(WHY_NOT)}`, () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.build('fixes that are killed');
  }, LONG);
  afterEach(async () => {
    await lab.reset();
  }, LONG);
  afterAll(async () => {
    await lab.remove();
  }, LONG);

  /** Kills it at each moment at which something changes, and looks whether undo brings back what was there. */
  async function killAtEach(office: FixOffice, fix: string): Promise<number> {
    const args = ['fix', fix, '--for', lab.sites.main.https(), '--yes', '--json'];
    const undo = async (): Promise<void> => {
      const undone = await office.cli(['undo', 'all', '--yes', '--quiet']);
      expect(undone, undone.stderr).toMatchObject({ status: 0 });
    };
    const before = await office.picture();
    for (let moment = 1; moment <= MOST_MOMENTS; moment += 1) {
      office.setVariable('NODE_OPTIONS', `--require=${HOOK}`);
      office.setVariable('KILL_AT', String(moment));
      const { status, stdout } = await office.cli(args);
      office.setVariable('NODE_OPTIONS', '');
      await undo();
      await expect.poll(() => office.picture(), { timeout: 5_000 }).toEqual(before);
      if (status === null) continue;
      // There is no such moment: it came to its end.
      expect(status, stdout).toBe(0);
      return moment - 1;
    }
    throw new Error('it is killed again and again');
  }

  it(
    'leaves a file as it was, after undo',
    async () => {
      await lab.settle();
      const office = new FixOffice(lab, 'kde');
      const place = 'http://127.0.0.1 8899';
      office.write(
        'home/.config/kioslaverc',
        `[Proxy Settings]\r\nProxyType=1\r\nhttpProxy=${place}\r\nhttpsProxy=${place}\r\n`,
      );
      expect(await killAtEach(office, 'remove-local-proxy')).toBeGreaterThanOrEqual(6);
    },
    LONG,
  );

  it.skipIf(NO_GNOME !== null)(
    `leaves GNOME as it was, after undo${note(NO_GNOME)}`,
    async () => {
      await lab.settle();
      const office = new FixOffice(lab, 'gnome');
      await office.startBus();
      for (const [schema, key, value] of [
        ['org.gnome.system.proxy.https', 'host', '127.0.0.1'],
        ['org.gnome.system.proxy.https', 'port', '8899'],
        ['org.gnome.system.proxy', 'mode', 'manual'],
      ] as const)
        expect(await office.run(['gsettings', 'set', schema, key, value])).toMatchObject({ status: 0 });
      expect(await killAtEach(office, 'remove-local-proxy')).toBeGreaterThanOrEqual(6);
    },
    LONG,
  );

  it(
    'leaves the rules of the firewall as they were, after undo',
    async () => {
      await lab.direct('dropped');
      const { spot } = await lab.squid(lab.spot());
      await lab.settle();
      const office = new FixOffice(lab, 'kde');
      const place = `http://${spot.name} ${String(spot.port)}`;
      office.write(
        'home/.config/kioslaverc',
        `[Proxy Settings]\nProxyType=1\nhttpProxy=${place}\nhttpsProxy=${place}\n`,
      );
      const rule = `ip daddr ${spot.address} tcp dport ${String(spot.port)} reject with tcp reset`;
      const rules = `table inet office {\nchain out {\ntype filter hook output priority 0;\n${rule}\n}\n}\n`;
      await lab.network.inside('client', ['nft', '-f', '-'], rules);
      expect(await killAtEach(office, 'allow-in-firewall')).toBeGreaterThanOrEqual(6);
    },
    LONG,
  );

  it.skipIf(NO_WIREGUARD !== null)(
    `leaves a VPN as it was, after undo${note(NO_WIREGUARD)}`,
    async () => {
      await lab.direct('dropped');
      const { spot } = await lab.squid(lab.spot());
      const way = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.proxy}`;
      await lab.filter(`${way} reject with icmp type host-unreachable`);
      await lab.settle();
      const office = new FixOffice(lab, 'kde');
      const place = `http://${spot.name} ${String(spot.port)}`;
      office.write(
        'home/.config/kioslaverc',
        `[Proxy Settings]\nProxyType=1\nhttpProxy=${place}\nhttpsProxy=${place}\n`,
      );
      office.ownPlace('/run');
      office.writePrivate('etc/wireguard/wgoffice.conf', await startWireguard(lab, [lab.network.networks.proxy]));
      expect(await killAtEach(office, 'connect-vpn')).toBeGreaterThanOrEqual(6);
    },
    LONG,
  );
});
