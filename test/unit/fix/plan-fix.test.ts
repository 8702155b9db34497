import { describe, expect, it } from 'vitest';
import type { FixFlow, FixSituation } from '../../../src/fix/fix-flow.ts';
import { planFix } from '../../../src/fix/plan-fix.ts';
import { planFixes } from '../../../src/fix/plan-fixes.ts';
import { type FixId, proposeFixes } from '../../../src/fix/propose-fixes.ts';
import { CAUSE_CODES, type CauseCode } from '../../../src/verdict/cause-code.ts';
import type { Details } from '../../../src/verdict/rule.ts';
import { manual, observed, readingOf, situationOf } from './situation.ts';

const PLACE = { proxyHost: 'proxy.example', proxyPort: 8081 } as const;
const VERIFY = { kind: 'verify', as: null, isByHand: false };

function flowOf(id: FixId, finding: { code: CauseCode; details?: Details }, situation: FixSituation): FixFlow {
  const planned = planFix(id, { details: {}, ...finding }, situation);
  if (!planned.ok) throw new Error(planned.problem.kind);
  return planned.value;
}

const set = (settings: unknown, source = 'gnome') => ({ kind: 'set-settings', source, settings });

describe('a planned fix', () => {
  it('replaces a port in exactly the entries that name the wrong one', () => {
    const settings = manual(
      { http: 'proxy.example:8081', https: 'proxy.example:8081', ftp: 'other.example:2121' },
      '*.corp.example',
    );
    const flow = flowOf(
      'correct-port',
      { code: 'settings.proxy-port-wrong', details: { ...PLACE, suggestedPort: 3128 } },
      situationOf({ settings }),
    );
    expect(flow).toEqual({
      id: 'correct-port',
      code: 'settings.proxy-port-wrong',
      url: 'https://www.site.example/page',
      steps: [
        set(
          manual(
            { http: 'proxy.example:3128', https: 'proxy.example:3128', ftp: 'other.example:2121' },
            '*.corp.example',
          ),
        ),
        VERIFY,
      ],
    });
  });

  it('replaces the kind as well where another one is spoken on the other port', () => {
    const finding = {
      code: 'settings.proxy-port-wrong',
      details: { ...PLACE, suggestedPort: 1080, suggestedKind: 'socks5' },
    } as const;
    expect(flowOf('correct-port', finding, situationOf()).steps[0]).toEqual(
      set(manual({ any: 'socks5://proxy.example:1080' })),
    );
  });

  it('moves a SOCKS proxy to the place that a desktop has for it, and leaves it where any kind can stand', () => {
    const finding = { code: 'settings.proxy-type-wrong', details: { ...PLACE, suggestedKind: 'socks5' } } as const;
    expect(flowOf('correct-kind', finding, situationOf()).steps[0]).toEqual(
      set(manual({ any: 'socks5://proxy.example:8081' })),
    );
    expect(flowOf('correct-kind', finding, situationOf({ source: 'kde' })).steps[0]).toEqual(
      set(manual({ http: 'socks5://proxy.example:8081', https: 'socks5://proxy.example:8081' }), 'kde'),
    );
  });

  it('removes only what points to this computer', () => {
    const finding = {
      code: 'settings.stale-local-proxy',
      details: { proxyHost: '127.0.0.1', proxyPort: 8888 },
    } as const;
    const both = manual({ http: '127.0.0.1:8888', https: 'proxy.example:3128' }, 'x.example');
    expect(flowOf('remove-local-proxy', finding, situationOf({ settings: both })).steps[0]).toEqual(
      set(manual({ https: 'proxy.example:3128' }, 'x.example')),
    );
    const only = manual({ http: 'localhost:8888', https: '127.0.0.1:8888' });
    expect(flowOf('remove-local-proxy', finding, situationOf({ settings: only })).steps[0]).toEqual(
      set({ mode: 'direct' }),
    );
  });

  it('goes direct', () => {
    expect(flowOf('go-direct', { code: 'settings.proxy-not-needed-here' }, situationOf()).steps).toEqual([
      set({ mode: 'direct' }),
      VERIFY,
    ]);
  });

  it('takes over what automatic detection or another source names', () => {
    const finding = (source: string) =>
      ({ code: 'settings.proxy-missing', details: { source, proxyHost: 'found.example', proxyPort: 3128 } }) as const;
    const direct = situationOf({ settings: { mode: 'direct' }, route: [{ kind: 'direct' }] });
    expect(flowOf('use-found-proxy', finding('wpad'), direct).steps[0]).toEqual(set({ mode: 'auto-detect' }));
    const named = manual({ any: 'found.example:3128' }, 'x.example');
    const readings = [readingOf('etc-environment', named)];
    expect(flowOf('use-found-proxy', finding('etc-environment'), { ...direct, readings }).steps[0]).toEqual(set(named));
    const wpad = observed({
      probe: 'wpad.look-up',
      url: direct.url,
      found: 'http://wpad.example/wpad.dat',
      names: [],
      route: [{ kind: 'http', host: 'found.example', port: 3128 }],
    });
    const bare = situationOf({ settings: null, source: 'none', own: 'env', route: [], observations: wpad });
    expect(flowOf('use-found-proxy', finding('wpad'), bare).steps).toEqual([
      set(manual({ any: 'found.example:3128' }), 'env'),
      { ...VERIFY, as: { source: 'login-files' } },
    ]);
    expect(planFix('use-found-proxy', finding('wpad'), { ...bare, observations: [] })).toEqual({
      ok: false,
      problem: { kind: 'no-settings' },
    });
  });

  it('adds a site to the exceptions as the source says it', () => {
    const finding = { code: 'settings.bypass-missing' } as const;
    const [gnome] = flowOf('bypass-site', finding, situationOf()).steps;
    expect(gnome).toMatchObject({
      settings: { bypass: { rules: expect.arrayContaining([{ kind: 'host-pattern', pattern: 'www.site.example' }]) } },
    });
    const [kde] = flowOf('bypass-site', finding, situationOf({ source: 'kde' })).steps;
    expect(kde).toMatchObject({
      settings: { bypass: { rules: expect.arrayContaining([{ kind: 'host-pattern', pattern: '*www.site.example' }]) } },
    });
  });

  it('narrows an entry that catches too much, or takes it away', () => {
    const finding = { code: 'settings.bypass-too-broad' } as const;
    const servers = { http: 'proxy.example:8081' };
    const steps = (bypass: string, url: string) =>
      flowOf('narrow-bypass', finding, situationOf({ settings: manual(servers, bypass), url })).steps[0];
    expect(steps('*corp.example,x.example', 'http://notcorp.example/')).toEqual(
      set(manual(servers, 'corp.example,*.corp.example,x.example')),
    );
    expect(steps('*.corp.example,x.example', 'http://www.corp.example/')).toEqual(set(manual(servers, 'x.example')));
    expect(planFix('narrow-bypass', { ...finding, details: {} }, situationOf())).toMatchObject({ ok: false });
  });

  it('puts another script in the place of one that is gone, else the proxy that is named by hand', () => {
    const finding = { code: 'settings.pac-unreachable' } as const;
    const bypass = { rules: [], unparsed: [] };
    const settings = { mode: 'pac', pacUrl: 'http://gone.example/proxy.pac', bypass } as const;
    const situation = situationOf({ settings, route: [], scripts: ['http://pac.example/proxy.pac'] });
    expect(flowOf('repair-pac', finding, situation).steps[0]).toEqual(
      set({ ...settings, pacUrl: 'http://pac.example/proxy.pac' }),
    );
    const readings = [readingOf('preset', manual({ any: 'proxy.example:3128' }))];
    expect(flowOf('repair-pac', finding, { ...situation, scripts: [], readings }).steps[0]).toEqual(
      set(manual({ any: 'proxy.example:3128' })),
    );
    expect(planFix('repair-pac', { ...finding, details: {} }, { ...situation, scripts: [] })).toEqual({
      ok: false,
      problem: { kind: 'no-replacement' },
    });
  });

  it('asks for an address where only the person can know it', () => {
    expect(flowOf('correct-address', { code: 'proxy.not-a-proxy', details: PLACE }, situationOf()).steps).toMatchObject(
      [{ kind: 'ask-address', source: 'gnome', current: 'proxy.example:8081' }, VERIFY],
    );
  });

  it('asks for the address first where it stands in a shell, and knows where to set it', () => {
    const variables = [{ file: '/home/a/.bashrc', line: 7, name: 'http_proxy' }];
    const settings = manual({ http: 'proxy.example:8081' });
    const situation = situationOf({ source: 'env', own: 'env', settings, variables });
    expect(flowOf('correct-address', { code: 'proxy.not-a-proxy', details: PLACE }, situation).steps).toMatchObject([
      { kind: 'ask-address', current: 'proxy.example:8081', shell: { platform: 'linux', variables } },
      { kind: 'verify', isByHand: true },
    ]);
  });

  it('writes the file of the sign-in that sets the environment, and verifies what it says', () => {
    const finding = { code: 'settings.proxy-port-wrong', details: { ...PLACE, suggestedPort: 3128 } } as const;
    const settings = manual({ http: 'proxy.example:8081' });
    const base = situationOf({ source: 'env', own: 'env', settings });
    const inEtc = { ...base, readings: [readingOf('etc-environment', settings, '/etc/environment')] };
    expect(flowOf('correct-port', finding, inEtc).steps).toEqual([
      set(manual({ http: 'proxy.example:3128' }), 'etc-environment'),
      { ...VERIFY, as: { source: 'etc-environment' } },
    ]);
    const own = { ...base, readings: [readingOf('login-files', settings, '~/.config/environment.d')] };
    expect(flowOf('correct-port', finding, own).steps[0]).toMatchObject({ kind: 'set-settings', source: 'env' });
  });

  it('says how to change a variable of the shell, and tries the new value', () => {
    const finding = { code: 'settings.proxy-port-wrong', details: { ...PLACE, suggestedPort: 3128 } } as const;
    const settings = manual({ http: 'proxy.example:8081' });
    const variables = [{ file: '~/.profile', line: 12, name: 'http_proxy' }];
    expect(
      flowOf('correct-port', finding, situationOf({ source: 'env', own: 'env', settings, variables })).steps,
    ).toEqual([
      {
        kind: 'guide',
        guide: 'change-variable',
        args: {
          command: 'unset https_proxy all_proxy; export http_proxy=http://proxy.example:3128',
          file: '~/.profile:12',
        },
        watch: null,
      },
      { kind: 'verify', as: { proxy: 'http://proxy.example:3128', bypass: '' }, isByHand: true },
    ]);
  });

  it('leaves what IT fixes to IT', () => {
    const finding = { code: 'settings.proxy-not-needed-here' } as const;
    for (const given of [{ isManaged: true }, { source: 'policy' }, { source: 'preset' }] as const)
      expect(flowOf('go-direct', finding, situationOf(given)).steps.map(({ kind }) => kind)).toEqual([
        'guide',
        'request',
        'verify',
      ]);
  });

  it('switches a VPN by its own program, or has the person do it', () => {
    const finding = { code: 'vpn.required', details: { product: 'Office' } } as const;
    const vpn = (by?: 'nmcli') =>
      observed({
        probe: 'vpn.connections',
        state: 'read',
        connections: [{ name: 'Office', kind: 'vpn', isUp: false, ...(by === undefined ? {} : { by }) }],
      });
    expect(flowOf('connect-vpn', finding, situationOf({ observations: vpn('nmcli') })).steps[0]).toEqual({
      kind: 'set-place',
      ref: { kind: 'vpn', program: 'nmcli', name: 'Office' },
      to: 'up',
      what: 'Office',
    });
    expect(flowOf('connect-vpn', finding, situationOf({ observations: vpn() })).steps[0]).toEqual({
      kind: 'guide',
      guide: 'connect-vpn',
      args: { name: 'Office' },
      watch: { on: 'vpn', name: 'Office', state: 'up' },
    });
  });

  it('compares with and without the VPN, puts it back, and names the exact route', () => {
    const observations = observed(
      {
        probe: 'vpn.connections',
        state: 'read',
        connections: [{ name: 'Office', kind: 'vpn', isUp: true, interface: 'tun0', by: 'nmcli' }],
      },
      { probe: 'device.route-to', address: '192.0.2.7', failure: null, interface: 'tun0' },
      {
        probe: 'device.network',
        interfaces: [
          { name: 'eth0', kind: 'ethernet', isUp: true, addresses: ['10.0.0.5/24'] },
          { name: 'tun0', kind: 'tun', isUp: true, addresses: ['10.8.0.2/24'], vpn: 'OpenVPN' },
        ],
        routes: [
          { destination: '0.0.0.0/0', interface: 'tun0' },
          { destination: '0.0.0.0/0', interface: 'eth0', gateway: '10.0.0.1' },
        ],
        nameServers: [],
      },
    );
    const finding = { code: 'vpn.captures-proxy-route', details: { interface: 'tun0', ...PLACE } } as const;
    const { steps } = flowOf('compare-without-vpn', finding, situationOf({ observations }));
    expect(steps.map(({ kind }) => kind)).toEqual(['set-place', 'compare', 'put-back', 'guide', 'verify']);
    expect(steps[3]).toMatchObject({
      guide: 'split-tunnel',
      args: { command: 'ip route add 192.0.2.7/32 via 10.0.0.1 dev eth0' },
    });
  });

  it('makes the exact rule where the system’s own filter blocks, and leaves other products to themselves', () => {
    const rules = (backend: string, product?: string) =>
      observed({
        probe: 'firewall.rules',
        address: '192.0.2.7',
        port: 3128,
        state: 'read',
        matching: [
          { rule: 'inet x out: drop', verdict: 'drop', backend, ...(product === undefined ? {} : { product }) },
        ],
      });
    const first = (observations: FixSituation['observations'], product?: string) =>
      flowOf(
        'allow-in-firewall',
        { code: 'firewall.local-block', details: product === undefined ? {} : { product } },
        situationOf({ observations }),
      ).steps[0];
    const place = { address: '192.0.2.7', port: 3128 };
    expect(first(rules('nftables'))).toMatchObject({
      ref: { kind: 'firewall-rule', tool: 'nft', ...place },
      to: 'accept',
    });
    expect(first(rules('iptables', 'ufw'))).toMatchObject({ ref: { tool: 'ufw' } });
    expect(first(rules('nftables', 'ESET'), 'ESET')).toMatchObject({ guide: 'allow-in-security-software' });
    expect(first(rules('iptables'))).toMatchObject({
      guide: 'allow-in-firewall',
      args: { command: 'iptables -I OUTPUT -p tcp -d 192.0.2.7 --dport 3128 -j ACCEPT' },
      watch: { on: 'target' },
    });
  });

  it('lets the proxy stand aside for just the sign-in to a network', () => {
    const finding = { code: 'device.captive-portal', details: { suggestedUrl: 'http://portal.example/' } } as const;
    expect(flowOf('sign-in-to-portal', finding, situationOf()).steps).toMatchObject([
      set({ mode: 'direct' }),
      { guide: 'sign-in-to-portal', args: { url: 'http://portal.example/' }, watch: { on: 'portal-passed' } },
      { kind: 'put-back' },
      VERIFY,
    ]);
  });

  it('waits as long as the server asks for, within bounds', () => {
    const busy = (value: string) =>
      observed({
        probe: 'http.exchange',
        way: { id: 'w1', purpose: 'target', url: 'http://a.example/', leg: { kind: 'direct' }, redirects: 0 },
        form: 'origin',
        inTunnel: false,
        secure: false,
        failure: null,
        reply: {
          status: 503,
          reason: '',
          httpVersion: '1.1',
          headers: [
            ['Retry-After', value],
            ['Date', 'Sun, 22 Nov 2026 09:00:00 GMT'],
          ],
          proxyChallenges: [],
          siteChallenges: [],
          challengeUnparsable: false,
          bodySample: '',
          bodyBytes: 0,
          bodyComplete: true,
          informational: 0,
        },
        signIn: { sent: null, from: null, unusable: [], provenBefore: false, withheld: false },
        siteSignIn: { sent: null },
        bytesReceived: 0,
        firstBytes: '',
        requestBytes: 0,
      });
    const first = (value: string) =>
      flowOf('try-again-later', { code: 'site.error' }, situationOf({ observations: busy(value) })).steps[0];
    expect(first('30')).toMatchObject({ waitsMs: [30_000, 20_000, 60_000] });
    expect(first('Sun, 22 Nov 2026 09:01:00 GMT')).toMatchObject({ waitsMs: [60_000, 20_000, 60_000] });
    expect(first('86400')).toMatchObject({ waitsMs: [5_000, 20_000, 60_000] });
  });

  it('diagnoses the corrected address in place of the mistyped one', () => {
    const finding = { code: 'site.name-not-found', details: { suggestedUrl: 'https://site.example/' } } as const;
    expect(flowOf('correct-url', finding, situationOf())).toMatchObject({
      url: 'https://site.example/',
      steps: [{ guide: 'open-url' }, VERIFY],
    });
  });

  it('is refused where it does not fit the cause', () => {
    expect(planFix('set-clock', { code: 'proxy.down', details: {} }, situationOf())).toEqual({
      ok: false,
      problem: { kind: 'not-proposed' },
    });
  });

  it('is there for every cause, or a ready request is, and ends with a verification', () => {
    const details: Details = { ...PLACE, suggestedPort: 3128, suggestedKind: 'socks5', source: 'wpad' };
    const without = CAUSE_CODES.filter((code) => {
      const flows = proposeFixes({ code, details }).flatMap(({ id }) => {
        const planned = planFix(id, { code, details }, situationOf());
        return planned.ok ? [planned.value] : [];
      });
      for (const { steps } of flows) expect(steps.at(-1)?.kind).toBe('verify');
      return flows.length === 0;
    });
    // Nobody has to do anything, or all depends on what is set: a stale proxy is there only where one is named.
    expect(without).toEqual(['ok', 'undetermined', 'settings.stale-local-proxy', 'tls.inspected']);
  });

  it('is there for every cause on every system, or a ready request to whoever can help, though nothing else is known', () => {
    for (const platform of ['linux', 'macos', 'windows'] as const) {
      const own = { linux: 'gnome', macos: 'macos', windows: 'windows' } as const;
      const known: Details = { ...PLACE, suggestedPort: 3128, suggestedKind: 'socks5', source: 'wpad' };
      const settings = [
        situationOf().settings,
        manual({ http: 'proxy.example:8081' }),
        null,
        { mode: 'direct' } as const,
      ];
      for (const details of [{}, known])
        for (const one of settings)
          for (const isManaged of [false, true]) {
            const situation = situationOf({
              platform,
              own: own[platform],
              source: own[platform],
              settings: one,
              isManaged,
            });
            const without = CAUSE_CODES.filter((code) => {
              const all = planFixes({ code, details }, { alsoFound: [], situation, isAllowed: () => true });
              return !all.some(({ flow }) => flow.ok);
            });
            // Nobody has to do anything, or nothing was found.
            expect(without).toEqual(['ok', 'undetermined', 'tls.inspected']);
          }
    }
  });

  it('is a ready request where the organisation keeps all others to itself', () => {
    const finding = { code: 'settings.proxy-not-needed-here', details: {} } as const;
    const isAllowed = (id: FixId): boolean => id === 'ask-administrator';
    const all = planFixes(finding, { alsoFound: [], situation: situationOf(), isAllowed });
    expect(all.map(({ fix, flow }) => [fix.id, flow.ok])).toEqual([
      ['go-direct', false],
      ['ask-administrator', true],
    ]);
  });

  it('tells programs only where the way itself is fine', () => {
    const tools = { steps: [], restart: ['Visual Studio Code'] };
    const fine = { code: 'ok', details: {} } as const;
    expect(flowOf('set-tool-proxy', fine, situationOf({ tools })).steps).toEqual([
      { kind: 'set-places', ...tools },
      VERIFY,
    ]);
    expect(planFix('set-tool-proxy', fine, situationOf())).toMatchObject({ problem: { kind: 'not-proposed' } });
    const broken = { code: 'proxy.down', details: {} } as const;
    expect(planFix('set-tool-proxy', broken, situationOf({ tools }))).toMatchObject({
      problem: { kind: 'not-proposed' },
    });
  });
});
