/** Certificates and clocks as others would think of them who know the codes and not the rules. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../lab.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { startServer } from '../server-process.ts';
import { startNginx, type NginxSite } from '../servers/nginx.ts';

const PAGE = ['location / { return 200 "page"; }'];

/** A site of the scenario's own. */
async function serve(lab: Lab, sites: readonly Pick<NginxSite, 'names' | 'tls'>[]): Promise<void> {
  const { address } = lab.sites.noPorts;
  const server = await startNginx({
    namespace: lab.network.namespaces.site,
    folder: lab.folder(),
    sites: sites.map((site) => ({ ...site, address, port: 443, lines: PAGE })),
  });
  lab.afterwards(() => server.stop());
}

const ownSite = (lab: Lab): { readonly url: string } => ({ url: lab.sites.noPorts.https() });

const CLOCKS: readonly Scenario[] = [
  scenario('the clock is a day ahead, and the certificate expired weeks ago', {
    code: 'tls.certificate-expired',
    needs: 'faketime',
    nearMissOf: 'device.clock-wrong',
    given: () => undefined,
    when: (lab) => ({ url: lab.sites.expired.https(), clock: '+1d' }),
  }),
  scenario('the clock is ten minutes behind, and the certificate is two minutes old', {
    code: 'device.clock-wrong',
    needs: 'faketime',
    nearMissOf: 'tls.certificate-expired',
    given: async (lab) => {
      const { name } = lab.sites.noPorts;
      await serve(lab, [{ names: [name], tls: await lab.sites.trusted.issue([name], { fromDays: -2 / 1_440 }) }]);
    },
    when: (lab) => ({ ...ownSite(lab), clock: '-10m' }),
  }),
];

/** Makes a root, an authority below it that expired years ago, and a certificate of today; returns a bundle with the root. */
async function serveBelowExpired(lab: Lab): Promise<string> {
  const folder = lab.folder();
  const { name } = lab.sites.noPorts;
  const at = (file: string): string => join(folder, file);
  const openssl = (...argv: readonly string[]): void => {
    execFileSync('openssl', argv, { cwd: folder, stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  // Of OpenSSL's commands only `ca` sets both dates.
  const ca = ['[ca]', 'default_ca=d', '[d]', 'new_certs_dir=.', 'database=index', 'serial=serial', 'default_md=sha256'];
  writeFileSync(at('ca.conf'), [...ca, 'policy=p', '[p]', 'commonName=supplied', ''].join('\n'));
  writeFileSync(at('index'), '');
  writeFileSync(at('serial'), '10\n');
  writeFileSync(at('middle.ext'), 'basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n');
  writeFileSync(at('leaf.ext'), `subjectAltName=DNS:${name}\n`);
  openssl('req', '-x509', ...key, '-subj', '/CN=Own Root', '-days', '300', '-keyout', 'root.key', '-out', 'root.pem');
  openssl('req', ...key, '-subj', '/CN=Own Middle', '-keyout', 'middle.key', '-out', 'middle.csr');
  openssl(
    ...['ca', '-batch', '-notext', '-config', 'ca.conf', '-cert', 'root.pem', '-keyfile', 'root.key'],
    ...['-in', 'middle.csr', '-out', 'middle.pem', '-extfile', 'middle.ext'],
    ...['-startdate', '20200101000000Z', '-enddate', '20240101000000Z'],
  );
  openssl('req', ...key, '-subj', `/CN=${name}`, '-keyout', 'leaf.key', '-out', 'leaf.csr');
  openssl(
    ...['x509', '-req', '-in', 'leaf.csr', '-CA', 'middle.pem', '-CAkey', 'middle.key', '-CAcreateserial'],
    ...['-days', '60', '-extfile', 'leaf.ext', '-out', 'leaf.pem'],
  );
  const text = (file: string): string => readFileSync(file, 'utf8');
  writeFileSync(at('chain.pem'), text(at('leaf.pem')) + text(at('middle.pem')));
  writeFileSync(at('bundle.pem'), text(lab.sites.bundleFile) + text(at('root.pem')));
  await serve(lab, [{ names: [name], tls: { certFile: at('chain.pem'), keyFile: at('leaf.key') } }]);
  return at('bundle.pem');
}

/** A site that is a few lines of Node: `own` is its certificate, `at` where it listens. */
async function serveByNode(lab: Lab, lines: string): Promise<void> {
  const { name, address } = lab.sites.noPorts;
  const { cert, key } = await lab.sites.trusted.issue([name]);
  const script = `const own = ${JSON.stringify({ cert, key })}, at = [443, ${JSON.stringify(address)}];\n${lines}`;
  const server = await startServer({
    namespace: lab.network.namespaces.site,
    argv: [process.execPath, '-e', script],
    ports: [443],
    log: join(lab.folder(), 'site.log'),
  });
  lab.afterwards(() => server.stop());
}

const SITES: readonly Scenario[] = [
  scenario('the authority above the certificate of the site has expired', {
    code: 'tls.certificate-expired',
    nearMissOf: ['tls.certificate-untrusted', 'device.clock-wrong'],
    given: serveBelowExpired,
    when: (lab, bundle) => ({ ...ownSite(lab), env: { SSL_CERT_FILE: bundle } }),
  }),
  scenario('the site breaks off without a certificate of the person', {
    code: 'tls.handshake-failed',
    nearMissOf: ['site.unreachable', 'site.error'],
    given: (lab) =>
      serveByNode(
        lab,
        `require('node:tls').createServer({ ...own, requestCert: true, rejectUnauthorized: true }, (socket) => socket.end()).listen(...at);`,
      ),
    when: ownSite,
  }),
  scenario('the site speaks only the second version of HTTP', {
    code: 'tls.handshake-failed',
    nearMissOf: ['site.unreachable', 'site.error'],
    given: (lab) =>
      serveByNode(
        lab,
        `require('node:http2').createSecureServer({ ...own, allowHTTP1: false }, (_, answer) => answer.end('page')).listen(...at);`,
      ),
    when: ownSite,
    // Browsers speak it.
    then: () => ({ confidence: 0.5, atMostConfidence: 0.79 }),
  }),
  scenario('the network inspects TLS without a proxy, with a CA that nobody trusts', {
    code: 'tls.intercepted-untrusted',
    nearMissOf: ['tls.certificate-untrusted', 'device.captive-portal'],
    given: async (lab) => {
      const { noPorts, main, controls, stranger } = lab.sites;
      const own = [main, controls.secure].map(async ({ name }) => ({
        names: [name],
        tls: await stranger.issue([name]),
      }));
      await serve(lab, await Promise.all(own));
      const outward = `ip saddr ${lab.network.networks.client} ip daddr ${lab.network.networks.site}`;
      await lab.rewrite(`${outward} tcp dport 443 dnat ip to ${noPorts.address}`);
    },
    when: (lab) => ({ url: lab.sites.main.https() }),
  }),
];

export const FOREIGN_CERTIFICATES: readonly Scenario[] = [...CLOCKS, ...SITES];
