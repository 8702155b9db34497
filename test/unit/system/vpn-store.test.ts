import { describe, expect, it } from 'vitest';
import type { CommandOutcome, SystemTools } from '../../../src/system/system-tools.ts';
import { createVpnStore } from '../../../src/system/vpn-store.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

const done = (stdout: string, exitCode = 0, stderr = ''): CommandOutcome => ({
  state: 'done',
  exitCode,
  stdout,
  stderr,
});

/** A computer that answers by the whole command line; what isn't recorded isn't installed. */
function desk(answers: Readonly<Record<string, CommandOutcome>>, uid = 1000): { tools: SystemTools; asked: string[] } {
  const asked: string[] = [];
  const tools: SystemTools = {
    ...recordedTools({}),
    uid,
    run: (program, args) => {
      const line = [program, ...args].join(' ');
      asked.push(line);
      return Promise.resolve(answers[line] ?? { state: 'missing' });
    },
  };
  return { tools, asked };
}

describe('a VPN as a place', () => {
  // nmcli(1), nmcli-examples(7): GENERAL.STATE of an active profile; status 10 where there is none.
  const ASK = 'nmcli -g GENERAL.STATE connection show id Office';

  it('is read and switched by NetworkManager', async () => {
    const { tools, asked } = desk({ [ASK]: done('activated\n'), 'nmcli --wait 15 connection up id Office': done('') });
    const store = createVpnStore(tools, { kind: 'vpn', program: 'nmcli', name: 'Office' });
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'read', value: 'up' });
    expect(await store.write('up', NO_SIGNAL)).toEqual({ ok: true, value: undefined });
    expect(asked).toContain('nmcli --wait 15 connection up id Office');
    const off = desk({ [ASK]: done('\n') });
    expect(await createVpnStore(off.tools, { kind: 'vpn', program: 'nmcli', name: 'Office' }).read(NO_SIGNAL)).toEqual({
      state: 'read',
      value: 'down',
    });
    const none = desk({ [ASK]: done('', 10, 'Error: Office - no such connection profile.') });
    const absent = createVpnStore(none.tools, { kind: 'vpn', program: 'nmcli', name: 'Office' });
    expect(await absent.read(NO_SIGNAL)).toEqual({ state: 'absent' });
    expect(await absent.access(NO_SIGNAL)).toMatchObject({ state: 'impossible' });
  });

  it('says that a right or a password is missing', async () => {
    const written = async (stderr: string) => {
      const { tools } = desk({ [ASK]: done('\n'), 'nmcli --wait 15 connection up id Office': done('', 4, stderr) });
      return await createVpnStore(tools, { kind: 'vpn', program: 'nmcli', name: 'Office' }).write('up', NO_SIGNAL);
    };
    expect(await written('Error: Connection activation failed: Not authorized to control networking.')).toEqual({
      ok: false,
      problem: { kind: 'needs-administrator' },
    });
    expect(await written('Error: Connection activation failed: Secrets were required, but not provided')).toMatchObject(
      {
        problem: { kind: 'refused' },
      },
    );
  });

  it('belongs to the administrator where wg-quick switches it', async () => {
    const link = 'ip -o link show dev wg0';
    const ref = { kind: 'vpn', program: 'wg-quick', name: 'wg0' } as const;
    const person = desk({ [link]: done('', 1, 'Device "wg0" does not exist.') });
    expect(await createVpnStore(person.tools, ref).read(NO_SIGNAL)).toEqual({ state: 'read', value: 'down' });
    expect(await createVpnStore(person.tools, ref).access(NO_SIGNAL)).toEqual({ state: 'needs-administrator' });
    const root = desk({ [link]: done('7: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 …\n') }, 0);
    expect(await createVpnStore(root.tools, ref).access(NO_SIGNAL)).toEqual({ state: 'allowed' });
    expect(await createVpnStore(root.tools, ref).write('up', NO_SIGNAL)).toEqual({
      ok: false,
      problem: { kind: 'program-missing', program: 'wg-quick' },
    });
  });

  it('is told to the programs of macOS and Windows in their own words', async () => {
    const mac = desk({
      '/usr/sbin/scutil --nc status Office': done('Connected\nExtended Status <dictionary> {\n'),
      '/usr/sbin/scutil --nc start Office': done(''),
    });
    const onMac = createVpnStore(mac.tools, { kind: 'vpn', program: 'scutil', name: 'Office' });
    expect(await onMac.write('up', NO_SIGNAL)).toMatchObject({ ok: true });
    const windows = desk({
      'rasdial.exe': done('Connected to\r\nOffice\r\nCommand completed successfully.\r\n'),
      'rasdial.exe Office /disconnect': done(''),
    });
    const onWindows = createVpnStore(windows.tools, { kind: 'vpn', program: 'rasdial', name: 'Office' });
    expect(await onWindows.read(NO_SIGNAL)).toEqual({ state: 'read', value: 'up' });
    expect(
      await createVpnStore(windows.tools, { kind: 'vpn', program: 'rasdial', name: 'Home' }).read(NO_SIGNAL),
    ).toEqual({
      state: 'read',
      value: 'down',
    });
  });

  it('is never named by what a program would take for an option', async () => {
    const { tools, asked } = desk({});
    for (const name of ['--help', '/disconnect', '', 'a\nb']) {
      const store = createVpnStore(tools, { kind: 'vpn', program: 'rasdial', name });
      expect(await store.read(NO_SIGNAL)).toMatchObject({ state: 'unreadable' });
      expect(await store.write('up', NO_SIGNAL)).toMatchObject({ ok: false });
    }
    expect(asked).toEqual([]);
  });
});
