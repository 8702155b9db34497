import { describe, expect, it } from 'vitest';
import { createFirewallRuleStore } from '../../../src/system/linux/firewall-rule-store.ts';
import { nftDeletions, nftInsertions } from '../../../src/system/linux/nft-rule.ts';
import type { CommandOutcome, SystemTools } from '../../../src/system/system-tools.ts';
import { NO_SIGNAL, recordedTools } from './helpers.ts';

const done = (stdout: string, exitCode = 0, stderr = ''): CommandOutcome => ({
  state: 'done',
  exitCode,
  stdout,
  stderr,
});

function desk(answers: Readonly<Record<string, CommandOutcome>>, uid = 0): { tools: SystemTools; asked: string[] } {
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
  it('is ufw’s own, before those that are there (ufw(8))', async () => {
    const added =
      "Added user rules (see 'ufw status' for running firewall):\nufw allow out to 192.0.2.7 port 3128 proto tcp comment 'throughway'\n";
    const { tools, asked } = desk({
      'ufw show added': done(added),
      'ufw delete allow out proto tcp to 192.0.2.7 port 3128': done('Rule deleted\n'),
      'ufw prepend allow out proto tcp to 192.0.2.7 port 3128 comment throughway': done('Rule inserted\n'),
    });
    const store = createFirewallRuleStore(tools, { kind: 'firewall-rule', tool: 'ufw', ...PLACE });
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'read', value: 'accept' });
    expect(await store.write(null, NO_SIGNAL)).toMatchObject({ ok: true });
    expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    expect(asked).toContain('ufw prepend allow out proto tcp to 192.0.2.7 port 3128 comment throughway');
    const other = createFirewallRuleStore(tools, { kind: 'firewall-rule', tool: 'ufw', ...PLACE, port: 312 });
    expect(await other.read(NO_SIGNAL)).toEqual({ state: 'absent' });
  });

  it('is a direct rule of firewalld (firewall-cmd(1))', async () => {
    const rule = 'ipv4 filter OUTPUT 0 -d 192.0.2.7 -p tcp --dport 3128 -j ACCEPT';
    const { tools } = desk({
      [`firewall-cmd --direct --query-rule ${rule}`]: done('no\n', 1),
      [`firewall-cmd --direct --add-rule ${rule}`]: done('success\n'),
    });
    const store = createFirewallRuleStore(tools, { kind: 'firewall-rule', tool: 'firewalld', ...PLACE });
    expect(await store.read(NO_SIGNAL)).toEqual({ state: 'absent' });
    expect(await store.write('accept', NO_SIGNAL)).toMatchObject({ ok: true });
    const stopped = desk({
      [`firewall-cmd --direct --query-rule ${rule}`]: done('', 252, 'FirewallD is not running\n'),
    });
    expect(
      await createFirewallRuleStore(stopped.tools, { kind: 'firewall-rule', tool: 'firewalld', ...PLACE }).read(
        NO_SIGNAL,
      ),
    ).toMatchObject({ state: 'unreadable' });
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
