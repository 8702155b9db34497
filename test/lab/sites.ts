import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeAuthority, makeSelfSigned, type Authority, type Certified } from './certificates.ts';
import type { Network } from './network.ts';
import type { Draw } from './seed.ts';
import { startNginx, type Nginx, type NginxSite } from './servers/nginx.ts';

/** One site of the lab: its name, its only address, and the ports it listens on. */
export interface Site {
  readonly name: string;
  readonly address: string;
  http(path?: string): string;
  https(path?: string): string;
}

/** What every lab has: sites that behave in many ways, and control sites. */
export interface Sites {
  readonly main: Site;
  readonly second: Site;
  readonly selfSigned: Site;
  readonly unknownIssuer: Site;
  readonly expired: Site;
  readonly notYetValid: Site;
  readonly wrongName: Site;
  readonly oldTls: Site;
  readonly refusesTls: Site;
  readonly noPorts: Site;
  /** The hotel's page, whatever is asked for. */
  readonly portal: Site;
  /** Sends whoever comes to the portal. */
  readonly portalGate: Site;
  readonly controls: { readonly empty: Site; readonly words: Site; readonly secure: Site };
  /** URLs for THROUGHWAY_CONTROL_URLS. */
  readonly controlUrls: readonly string[];
  /** Authorities this computer trusts; the control sites have one of their own. */
  readonly trusted: Authority;
  /** An authority that nobody trusts. */
  readonly stranger: Authority;
  readonly bundleFile: string;
  readonly nginx: Nginx;
}

/** Paths every ordinary site answers, by what they answer. */
const PATHS: readonly string[] = [
  'location = / { return 200 "<html><body>the front page</body></html>"; }',
  'location = /late { return 200 "late"; }',
  'location = /moved { return 302 /; }',
  'location = /loop { return 302 /loop; }',
  'location ~ ^/ring/(?<n>[abc])$ { set $next b; if ($n = b) { set $next c; } if ($n = c) { set $next a; } return 302 /ring/$next; }',
  'location = /hop/1 { return 302 /hop/2; } location = /hop/2 { return 302 /hop/3; } location = /hop/3 { return 302 /hop/4; } location = /hop/4 { return 302 /; }',
  'location = /hop/missing { return 302 /gone; }',
  'location = /sign-in { add_header WWW-Authenticate \'Basic realm="members"\' always; return 401; }',
  'location = /no-challenge { return 401; }',
  'location = /to-sign-in { return 302 /sign-in; }',
  'location = /token { add_header WWW-Authenticate \'Bearer realm="api", error="invalid_token", error_description="The access token expired"\' always; return 401; }',
  'location = /bearer { add_header WWW-Authenticate \'Bearer realm="api"\' always; return 401; }',
  'location = /asks-as-proxy { add_header Proxy-Authenticate \'Basic realm="who am I"\' always; return 407; }',
  'location = /too-many { add_header Retry-After 120 always; return 429; }',
  'location = /busy { add_header Retry-After 30 always; return 503; }',
  'location ~ ^/status/(?<code>403)$ { return 403; } location ~ ^/status/404$ { return 404; } location ~ ^/status/410$ { return 410; }',
  'location = /status/400 { return 400; } location = /status/405 { return 405; } location = /status/451 { return 451; }',
  'location = /status/500 { return 500; } location = /status/502 { return 502; } location = /status/503 { return 503; } location = /status/504 { return 504; }',
  'location = /generate_204 { return 204; }',
  'location = /hello.txt { default_type text/plain; return 200 "hello from the control site"; }',
];

/** Starts nginx with all sites of a lab. */
export async function startSites(network: Network, draw: Draw): Promise<Sites> {
  const { folder } = network;
  const trusted = await makeAuthority(folder, `Trust ${draw.word()}`);
  const controlAuthority = await makeAuthority(folder, `Check ${draw.word()}`);
  const stranger = await makeAuthority(folder, `Odd ${draw.word()}`);
  const free = [...network.addresses.site];
  const spareAddress = (): string => free.pop() ?? '';
  const site = (label: string): Site => {
    const name = `${label}.${draw.word()}.${draw.one(['example', 'test', 'com', 'net', 'org'])}`;
    return {
      name,
      address: spareAddress(),
      http: (path = '/') => `http://${name}${path}`,
      https: (path = '/') => `https://${name}${path}`,
    };
  };
  const main = site('www');
  const second = site('shop');
  const selfSigned = site('box');
  const unknownIssuer = site('partner');
  const expired = site('old');
  const notYetValid = site('soon');
  const wrongName = site('alias');
  const oldTls = site('legacy');
  const refusesTls = site('strict');
  const noPorts = site('quiet');
  const portal = site('login');
  const portalGate = site('gate');
  const controls = { empty: site('check'), words: site('probe'), secure: site('secure') };

  const ordinary = [main, second, portal, controls.empty, controls.words, controls.secure];
  const block = (of: Site, certified: Certified, lines: readonly string[] = PATHS): NginxSite[] => [
    { address: of.address, port: 80, names: [of.name], lines },
    { address: of.address, port: 443, names: [of.name], tls: certified, lines },
  ];
  const issued = new Map<Site, Certified>();
  for (const each of ordinary)
    issued.set(each, await (each === controls.secure ? controlAuthority : trusted).issue([each.name]));
  const blocks: NginxSite[] = [...issued].flatMap(([of, certified]) =>
    block(
      of,
      certified,
      of === portal
        ? ['location / { return 200 "<html><body>Please accept the terms of this hotel</body></html>"; }']
        : PATHS,
    ),
  );
  blocks.push(
    ...block(selfSigned, await makeSelfSigned(folder, [selfSigned.name])),
    ...block(unknownIssuer, await stranger.issue([unknownIssuer.name])),
    ...block(expired, await trusted.issue([expired.name], { fromDays: -200, toDays: -20 })),
    ...block(notYetValid, await trusted.issue([notYetValid.name], { fromDays: 40, toDays: 90 })),
    ...block(wrongName, await trusted.issue([`other.${wrongName.name}`])),
    ...block(oldTls, await trusted.issue([oldTls.name]), [
      'ssl_protocols TLSv1; ssl_ciphers DEFAULT@SECLEVEL=0;',
      ...PATHS,
    ]),
    ...block(refusesTls, await trusted.issue([refusesTls.name]), ['ssl_reject_handshake on;', ...PATHS]),
  );
  blocks.push({
    address: portalGate.address,
    port: 80,
    names: ['_'],
    lines: [`location / { return 302 ${portal.http('/welcome')}; }`],
  });
  const nginx = await startNginx({ namespace: network.namespaces.site, folder: join(folder, 'sites'), sites: blocks });
  const bundleFile = join(folder, 'trusted.pem');
  writeFileSync(bundleFile, trusted.pem + controlAuthority.pem);
  return {
    main,
    second,
    selfSigned,
    unknownIssuer,
    expired,
    notYetValid,
    wrongName,
    oldTls,
    refusesTls,
    noPorts,
    portal,
    portalGate,
    controls,
    controlUrls: [
      controls.empty.http('/generate_204'),
      controls.words.http('/hello.txt'),
      controls.secure.https('/generate_204'),
    ],
    trusted,
    stranger,
    bundleFile,
    nginx,
  };
}

/** All sites that have a name in the resolvers. */
export function namedSites(sites: Sites): readonly Site[] {
  const {
    main,
    second,
    selfSigned,
    unknownIssuer,
    expired,
    notYetValid,
    wrongName,
    oldTls,
    refusesTls,
    noPorts,
    portal,
    controls,
  } = sites;
  return [
    main,
    second,
    selfSigned,
    unknownIssuer,
    expired,
    notYetValid,
    wrongName,
    oldTls,
    refusesTls,
    noPorts,
    portal,
    ...Object.values(controls),
  ];
}
