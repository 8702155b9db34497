import type { Lab, Spot } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';

/** A script whose function holds these statements. */
function script(...lines: readonly string[]): string {
  return ['function FindProxyForURL(url, host) {', ...lines.map((line) => `  ${line}`), '}', ''].join('\n');
}

/** Serves these bytes as a script, whatever is asked, from where proxies stand. */
async function serve(
  lab: Lab,
  body: string | Buffer,
  options: { readonly type?: string; readonly status?: string; readonly spot?: Spot } = {},
): Promise<string> {
  const { type = 'application/x-ns-proxy-autoconfig', status = '200 OK', spot = lab.spot() } = options;
  const bytes = Buffer.from(body);
  const head = [
    `HTTP/1.1 ${status}`,
    `Content-Type: ${type}`,
    `Content-Length: ${String(bytes.length)}`,
    'Connection: close',
  ];
  await lab.misbehaving(spot, { does: 'answers', with: `${head.join('\r\n')}\r\n\r\n${bytes.toString('latin1')}` });
  return `${spot.url()}/proxy.pac`;
}

const at = (spot: Spot): string => `${spot.name}:${String(spot.port)}`;
const main = (lab: Lab, pac: string): { readonly url: string; readonly options: readonly string[] } => ({
  url: lab.sites.main.https(),
  options: ['--pac', pac],
});

/** Scripts that can't be had. */
const UNREACHABLE: readonly Scenario[] = [
  scenario('the script is not where the settings say', {
    code: 'settings.pac-unreachable',
    nearMissOf: 'settings.pac-invalid',
    given: (lab) => serve(lab, script('return "DIRECT";'), { status: '404 Not Found' }),
    when: main,
  }),
  scenario('nobody listens where the script should be', {
    code: 'settings.pac-unreachable',
    nearMissOf: 'proxy.down',
    given: (lab) => `${lab.spot().url()}/proxy.pac`,
    when: main,
  }),
  scenario('the name of the server with the script is unknown', {
    code: 'settings.pac-unreachable',
    nearMissOf: 'dns.proxy-name-not-found',
    given: (lab) => `http://${lab.draw.word()}.${lab.draw.word()}.example/proxy.pac`,
    when: main,
  }),
  scenario('the server with the script takes connections and stays silent', {
    code: 'settings.pac-unreachable',
    nearMissOf: 'proxy.unreachable',
    given: async (lab) => {
      const spot = lab.spot();
      await lab.misbehaving(spot, { does: 'stays silent' });
      return `${spot.url()}/proxy.pac`;
    },
    when: main,
  }),
];

/** Scripts that give no answer; a browser goes DIRECT without a word. */
const INVALID: readonly Scenario[] = [
  ...(
    [
      ['is a web page', '<!DOCTYPE html><html><body>Moved</body></html>', 'html', undefined],
      ['has a syntax error in its third line', 'var a = 1;\n\nvar b = ;\n', 'not-javascript', 3],
      ['holds no FindProxyForURL', 'var proxies = ["a"];\n', 'no-function', undefined],
      [
        'throws in its fourth line',
        script('if (isPlainHostName(host)) return "DIRECT";', '', 'return nowhere.at;'),
        'throws',
        4,
      ],
      ['never ends', script('for (;;);'), 'too-long', undefined],
      ['gives an answer that no browser can read', script('return "PROXI a:1";'), 'unparsable-answer', undefined],
      ['gives no answer at all', script('if (host == "") return "DIRECT";'), 'unparsable-answer', undefined],
    ] as const
  ).map(([what, text, problem, line]) =>
    scenario(`the script ${what}`, {
      code: 'settings.pac-invalid',
      nearMissOf: 'settings.pac-unreachable',
      given: (lab) => serve(lab, text),
      when: main,
      then: () => ({ details: { problem, ...(line === undefined ? {} : { line }) } }),
    }),
  ),
];

/** Classes, fields, spread, destructuring, optional chaining, templates. */
const modern = (site: string, proxy: string): string =>
  [
    `const table = [{ domain: '${site}', answer: \`PROXY ${proxy}\` }];`,
    'class Router { find = (host) => table.find(({ domain }) => host?.endsWith(domain))?.answer ?? "DIRECT"; }',
    'globalThis.FindProxyForURL = (url, host) => [...[new Router()]].at(0).find(host);',
    '',
  ].join('\n');

/** The only Japanese sign whose second byte is a backslash in Shift_JIS: misread, the string doesn't end. */
const japanese = (proxy: string): readonly [string, string] => [
  'var name = "',
  `";\n${script(`return name.length === 1 ? "PROXY ${proxy}" : "PROXY wrong.invalid:1";`)}`,
];

/** Each way to write the bytes of one script. */
const ENCODINGS: readonly (readonly [string, string, (before: string, after: string) => Buffer])[] = [
  ['UTF-8 with a byte order mark', 'text/plain', (a, b) => Buffer.from(`\uFEFF${a}表${b}`)],
  ['UTF-16 with a byte order mark', 'text/plain', (a, b) => Buffer.from(`\uFEFF${a}表${b}`, 'utf16le')],
  [
    'Shift_JIS',
    'application/x-ns-proxy-autoconfig; charset=Shift_JIS',
    (a, b) => Buffer.concat([Buffer.from(a), Buffer.from([0x95, 0x5c]), Buffer.from(b)]),
  ],
];

/** Scripts that answer. */
const ANSWERS: readonly Scenario[] = [
  scenario('the script names a proxy, and it works', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      return serve(lab, script(`return "PROXY ${at(squid.spot)}; DIRECT";`));
    },
    when: main,
  }),
  scenario('the first proxy of the script is dead and the second one works', {
    code: 'ok',
    nearMissOf: 'proxy.down',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      return serve(lab, script(`return "PROXY ${at(lab.spot())}; PROXY ${at(squid.spot)}";`));
    },
    when: main,
    then: () => ({ alsoFound: ['proxy.down'] }),
  }),
  scenario('the only proxy that the script names is dead', {
    code: 'proxy.down',
    nearMissOf: 'settings.pac-unreachable',
    given: async (lab) => {
      await lab.direct('dropped');
      return serve(lab, script(`return "PROXY ${at(lab.spot())}";`));
    },
    when: main,
  }),
  scenario('the script sends a site of the office DIRECT', {
    code: 'ok',
    given: (lab) =>
      serve(
        lab,
        script(`if (host === "${lab.sites.main.name}") return "DIRECT";`, `return "PROXY ${at(lab.spot())}";`),
      ),
    when: main,
  }),
  scenario('the script is written in the language of today', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      return serve(lab, modern(lab.sites.main.name, at(squid.spot)));
    },
    when: (lab, pac) => ({ url: lab.sites.main.https(), options: ['--pac', pac] }),
  }),
  scenario('the script names a SOCKS proxy', {
    code: 'ok',
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await lab.microsocks(spot);
      return serve(lab, script(`return "SOCKS5 ${at(spot)}";`));
    },
    when: main,
  }),
  scenario('the script takes more than a second to answer', {
    code: 'ok',
    given: (lab) => serve(lab, script('var end = Date.now() + 1200; while (Date.now() < end);', 'return "DIRECT";')),
    when: main,
    then: () => ({ details: { flags: ['pac-slow'] } }),
  }),
  ...ENCODINGS.map(([name, type, encode]) =>
    scenario(`the script is written in ${name}`, {
      code: 'ok',
      given: async (lab) => {
        await lab.direct('dropped');
        const squid = await lab.squid(lab.spot());
        return serve(lab, encode(...japanese(at(squid.spot))), { type });
      },
      when: main,
    }),
  ),
];

/** The search list of this computer names a domain whose `wpad` host serves a script. */
async function wpad(lab: Lab, text: string): Promise<{ readonly resolvConf: string }> {
  const domain = `${lab.draw.word()}.example`;
  const { address } = lab.spot();
  await serve(lab, text, { spot: lab.spotAt(address, 80, `wpad.${domain}`) });
  return { resolvConf: `search ${domain}\nnameserver ${lab.resolver.address}\n` };
}

/** Automatic detection that nobody asked for, where nothing else is set. */
const DETECTION: readonly Scenario[] = [
  scenario('no proxy is set, nothing gets out, and the network offers a script by WPAD', {
    code: 'settings.proxy-missing',
    nearMissOf: 'firewall.network-block',
    given: async (lab) => {
      await lab.direct('dropped');
      const squid = await lab.squid(lab.spot());
      return wpad(lab, script(`return "PROXY ${at(squid.spot)}";`));
    },
    when: (lab, { resolvConf }) => ({
      url: lab.sites.main.https(),
      systemFiles: { '/etc/resolv.conf': resolvConf },
    }),
    then: () => ({ fixer: ['user'], details: { source: 'wpad' } }),
  }),
  scenario('no proxy is set, nothing gets out, and the proxy that WPAD offers is dead too', {
    code: 'firewall.network-block',
    nearMissOf: 'settings.proxy-missing',
    given: async (lab) => {
      await lab.direct('dropped');
      return wpad(lab, script(`return "PROXY ${at(lab.spot())}";`));
    },
    when: (lab, { resolvConf }) => ({
      url: lab.sites.main.https(),
      systemFiles: { '/etc/resolv.conf': resolvConf },
    }),
    then: () => ({ confidence: 0.5 }),
  }),
];

export const PAC: readonly Scenario[] = [...UNREACHABLE, ...INVALID, ...ANSWERS, ...DETECTION];
