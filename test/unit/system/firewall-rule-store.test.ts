import { describe, expect, it } from 'vitest';
import { createFirewallRuleStore } from '../../../src/system/linux/firewall-rule-store.ts';
import { nftDeletions, nftInsertions } from '../../../src/system/linux/nft-rule.ts';
import { createPfRuleStore } from '../../../src/system/macos/pf-rule-store.ts';
import { createNetshRuleStore } from '../../../src/system/windows/netsh-rule-store.ts';
import type { CommandOutcome, SystemTools } from '../../../src/system/system-tools.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

const done = (stdout: string, exitCode = 0, stderr = ''): CommandOutcome => ({
  state: 'done',
  exitCode,
  stdout,
  stderr,
});

function desk(
  answers: Readonly<Record<string, CommandOutcome>>,
  uid = 0,
): { tools: SystemTools; asked: string[]; inputs: string[] } {
  const asked: string[] = [];
  const inputs: string[] = [];
  const tools: SystemTools = {
    ...recordedTools({}),
    uid,
    run: (program, args, { input }) => {
      const line = [program, ...args].join(' ');
      asked.push(line);
      if (input !== undefined) inputs.push(input);
      return Promise.resolve(answers[line] ?? { state: 'missing' });
    },
  };
  return { tools, asked, inputs };
}

const PLACE = { address: '192.0.2.7', port: 3128 } as const;
const MATCH = [
  { match: { op: '==', left: { payload: { protocol: 'ip', field: 'daddr' } }, right: '192.0.2.7' } },
  { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: 3128 } },
];
const LIST = 'nft -a -j list ruleset';

/** In the form of libnftables-json(5). */
const ruleset = (...extra: readonly unknown[]): string =>
  JSON.stringify({
    nftables: [
      { table: { family: 'inet', name: 'office' } },
      {
        chain: {
          family: 'inet',
          table: 'office',
          name: 'out',
          type: 'filter',
          hook: 'output',
          prio: 0,
          policy: 'accept',
        },
      },
      {
        chain: {
          family: 'inet',
          table: 'office',
          name: 'back',
          type: 'filter',
          hook: 'input',
          prio: 0,
          policy: 'drop',
        },
      },
      {
        chain: {
          family: 'inet',
          table: 'office',
          name: 'late',
          type: 'filter',
          hook: 'output',
          prio: 10,
          policy: 'accept',
        },
      },
      { rule: { family: 'inet', table: 'office', chain: 'out', handle: 4, expr: [...MATCH, { drop: null }] } },
      ...extra,
    ],
  });

describe('a rule of nftables', () => {
  it('goes exactly into the chains that drop the connection or its answers', () => {
    expect(nftInsertions(ruleset(), PLACE, 1000)).toEqual([
      'insert rule inet office out ip daddr 192.0.2.7 tcp dport 3128 accept comment "throughway 192.0.2.7 3128"',
      'insert rule inet office back ip saddr 192.0.2.7 tcp sport 3128 ct state established accept comment "throughway 192.0.2.7 3128"',
    ]);
    expect(nftInsertions('no ruleset', PLACE, null)).toBeNull();
  });

  it('is taken away by its handle, and known by its comment alone', () => {
    const rule = { family: 'inet', table: 'office', chain: 'out', handle: 9, expr: [...MATCH, { accept: null }] };
    const ours = { rule: { ...rule, comment: 'throughway 192.0.2.7 3128' } };
    const theirs = { rule: { ...rule, handle: 10, comment: 'throughway 192.0.2.7 31280' } };
    expect(nftDeletions(ruleset(ours, theirs, { rule }), PLACE)).toEqual(['delete rule inet office out handle 9']);
    expect(nftDeletions('{', PLACE)).toEqual([]);
  });

  it('is never made of a name that would end the command', () => {
    const evil = ruleset().replaceAll('"office"', '"x; flush ruleset"');
    expect(nftInsertions(evil, PLACE, null)).toBeNull();
  });

  it('is written in one transaction, and read back', async () => {
    const insert = nftInsertions(ruleset(), PLACE, 0)?.join('; ') ?? '';
    const { tools, asked } = desk({ [LIST]: done(ruleset()), [`nft ${insert}`]: done('') });
    const store = createFirewallRuleStore(tools, { kind: 'firewall-rule', tool: 'nft', ...PLACE });
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'absent' });
    expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    expect(asked.at(-1)).toBe(`nft ${insert}`);
    expect(await store.write(null, NO_SIGNAL)).toMatchObject({ ok: true });
    expect(await store.write('drop', NO_SIGNAL)).toMatchObject({ ok: false });
  });

  it('needs an administrator', async () => {
    const refused = done('', 1, 'Operation not permitted (you must be root)\n');
    const { tools } = desk({ [LIST]: refused }, 1000);
    const store = createFirewallRuleStore(tools, { kind: 'firewall-rule', tool: 'nft', ...PLACE });
    expect(await store.access(NO_SIGNAL)).toEqual({ state: 'needs-administrator' });
    expect(await store.read(NO_SIGNAL)).toMatchObject({ state: 'unreadable' });
  });
});

describe('a rule of the tools above', () => {
  it('is ufw’s own, before those that are there, and no twin of one that rejects (ufw(8))', async () => {
    // As ufw 0.36.2 of Debian 12 shows it.
    const added =
      "Added user rules (see 'ufw status' for running firewall):\nufw allow out from any port 1:65535 to 192.0.2.7 port 3128 proto tcp comment 'throughway'\n";
    const rule = 'allow out proto tcp from any port 1:65535 to 192.0.2.7 port 3128';
    const { tools, asked } = desk({
      'ufw show added': done(added),
      [`ufw delete ${rule}`]: done('Rule deleted\n'),
      [`ufw prepend ${rule} comment throughway`]: done('Rule inserted\n'),
    });
    const store = createFirewallRuleStore(tools, { kind: 'firewall-rule', tool: 'ufw', ...PLACE });
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'read', value: 'accept' });
    expect(await store.write(null, NO_SIGNAL)).toMatchObject({ ok: true });
    expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    expect(asked).toContain(`ufw prepend ${rule} comment throughway`);
    const other = createFirewallRuleStore(tools, { kind: 'firewall-rule', tool: 'ufw', ...PLACE, port: 312 });
    expect(await other.read(NO_SIGNAL)).toEqual({ state: 'absent' });
  });

  // As firewalld 1.3.3 of Debian 12 lists them.
  const policies = (...rich: readonly string[]): CommandOutcome =>
    done(
      [
        'allow-host-ipv6 (active)\n  priority: -15000\n  ingress-zones: ANY\n  egress-zones: HOST\n  rich rules: ',
        `office (active)\n  priority: -1\n  target: CONTINUE\n  ingress-zones: HOST\n  egress-zones: ANY\n  rich rules: ${rich.map((one) => `\n\t${one}`).join('')}`,
        'asleep\n  priority: -1\n  ingress-zones: HOST\n  egress-zones: ANY\n  rich rules: \n',
      ].join('\n\n'),
    );
  const RICH =
    'rule priority="-32768" family="ipv4" destination address="192.0.2.7" port port="3128" protocol="tcp" accept';
  const BLOCK = 'rule family="ipv4" destination address="192.0.2.7" port port="3128" protocol="tcp" reject';
  const DIRECT = 'ipv4 filter OUTPUT -1 -d 192.0.2.7 -p tcp --dport 3128 -j ACCEPT';
  const FIREWALLD = { kind: 'firewall-rule', tool: 'firewalld', ...PLACE } as const;

  it('stands in the policies of firewalld for what this computer sends (firewall-cmd(1))', async () => {
    const { tools, asked } = desk({
      'firewall-cmd --list-all-policies': policies(BLOCK),
      'firewall-cmd --direct --get-all-rules': done('\n'),
      [`firewall-cmd --policy=office --add-rich-rule=${RICH}`]: done('success\n'),
    });
    const store = createFirewallRuleStore(tools, FIREWALLD);
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'absent' });
    expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    expect(asked.filter((line) => line.includes('--add'))).toHaveLength(1);
    const after = desk({
      'firewall-cmd --list-all-policies': policies(RICH, BLOCK),
      'firewall-cmd --direct --get-all-rules': done('\n'),
      [`firewall-cmd --policy=office --remove-rich-rule=${RICH}`]: done('success\n'),
    });
    const there = createFirewallRuleStore(after.tools, FIREWALLD);
    expect(await there.read(NO_SIGNAL)).toEqual({ state: 'read', value: 'accept' });
    expect(await there.write(null, NO_SIGNAL)).toMatchObject({ ok: true });
  });

  it('stands before the direct rules of firewalld, where there are any, and nowhere where it would not help', async () => {
    const none = done('asleep\n  ingress-zones: HOST\n');
    const { tools } = desk({
      'firewall-cmd --list-all-policies': none,
      'firewall-cmd --direct --get-all-rules': done('ipv4 filter OUTPUT 0 -d 192.0.2.7 -j REJECT\n'),
      [`firewall-cmd --direct --add-rule ${DIRECT}`]: done('success\n'),
    });
    expect(await createFirewallRuleStore(tools, FIREWALLD).write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    const clear = desk({
      'firewall-cmd --list-all-policies': none,
      'firewall-cmd --direct --get-all-rules': done('\n'),
    });
    expect(await createFirewallRuleStore(clear.tools, FIREWALLD).write('accept', NO_SIGNAL)).toMatchObject({
      problem: { kind: 'refused' },
    });
    const stopped = done('', 252, 'FirewallD is not running\n');
    const off = desk({
      'firewall-cmd --list-all-policies': stopped,
      'firewall-cmd --direct --get-all-rules': stopped,
    });
    expect(await createFirewallRuleStore(off.tools, FIREWALLD).read(NO_SIGNAL)).toMatchObject({ state: 'unreadable' });
  });

  it('is none where the tool belongs to another system, or the address is none', async () => {
    const { tools, asked } = desk({});
    for (const ref of [
      { kind: 'firewall-rule', tool: 'netsh', ...PLACE },
      { kind: 'firewall-rule', tool: 'nft', address: 'x; flush ruleset', port: 1 },
    ] as const) {
      const store = createFirewallRuleStore(tools, ref);
      expect(await store.read(NO_SIGNAL)).toMatchObject({ state: 'unreadable' });
      expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: false });
      expect(await store.access(NO_SIGNAL)).toMatchObject({ state: 'impossible' });
    }
    expect(asked).toEqual([]);
  });
});

describe('a rule of the firewalls of other systems', () => {
  // The statuses and words of Windows 10, transcribed from the documentation of netsh; `Ok.` is in the computer's language.
  const NAME = 'name=Throughway-192.0.2.7-3128';
  const SHOW = `netsh.exe advfirewall firewall show rule ${NAME}`;
  const WHERE = 'dir=out protocol=TCP remoteip=192.0.2.7 remoteport=3128';
  const ELEVATED = { 'reg.exe query HKU\\S-1-5-20': done('') };

  it('is added and deleted by netsh, by a name of its own', async () => {
    const add = `netsh.exe advfirewall firewall add rule ${NAME} action=allow profile=any ${WHERE}`;
    const none = done('\r\nNo rules match the specified criteria.\r\n\r\n', 1);
    const before = desk({ ...ELEVATED, [SHOW]: none, [add]: done('Ok.\r\n') });
    const store = createNetshRuleStore(before.tools, PLACE.address, PLACE.port);
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'absent' });
    expect(await store.access(NO_SIGNAL)).toEqual({ state: 'allowed' });
    expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    const shown = done('\r\nRule Name:          Throughway-192.0.2.7-3128\r\nEnabled:            Yes\r\n');
    const remove = `netsh.exe advfirewall firewall delete rule ${NAME} ${WHERE}`;
    const after = desk({ [SHOW]: shown, [remove]: done('Deleted 1 rule(s).\r\nOk.\r\n') });
    const there = createNetshRuleStore(after.tools, PLACE.address, PLACE.port);
    expect(await there.read(NO_SIGNAL)).toEqual({ state: 'read', value: 'accept' });
    expect(await there.access(NO_SIGNAL)).toEqual({ state: 'needs-administrator' });
    expect(await there.write(null, NO_SIGNAL)).toMatchObject({ ok: true });
    // A netsh that knows no such word and says nothing, as Wine's.
    const silent = desk({ ...ELEVATED, [SHOW]: done('') });
    expect(await createNetshRuleStore(silent.tools, PLACE.address, PLACE.port).read(NO_SIGNAL)).toMatchObject({
      state: 'unreadable',
    });
  });

  it('has an anchor of its own in pf', async () => {
    const anchor = '/sbin/pfctl -a com.apple/throughway-192.0.2.7-3128';
    const load = `${anchor} -f -`;
    const before = desk({ [`${anchor} -sr`]: done('', 0, 'No ALTQ support in kernel\n'), [load]: done('') });
    const store = createPfRuleStore(before.tools, PLACE.address, PLACE.port);
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'absent' });
    expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    expect(before.inputs).toEqual([
      'pass out quick inet proto tcp from any to 192.0.2.7 port 3128 flags S/SA keep state\n',
    ]);
    const rule = 'pass out quick inet proto tcp from any to 192.0.2.7 port = 3128 flags S/SA keep state\n';
    const after = desk({ [`${anchor} -sr`]: done(rule), [`${anchor} -F rules`]: done('', 0, 'rules cleared\n') });
    const there = createPfRuleStore(after.tools, PLACE.address, PLACE.port);
    expect(await there.read(NO_SIGNAL)).toEqual({ state: 'read', value: 'accept' });
    expect(await there.write(null, NO_SIGNAL)).toMatchObject({ ok: true });
    const person = desk({ [`${anchor} -sr`]: done(rule) }, 501);
    expect(await createPfRuleStore(person.tools, PLACE.address, PLACE.port).access(NO_SIGNAL)).toEqual({
      state: 'needs-administrator',
    });
  });
});
