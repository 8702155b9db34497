/** A Kerberos realm of its own (MIT KDC) on loopback: principals, keytabs, tickets, and squid's helper for it. */
import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, giveTo, launch, makeFolder, programAt } from '../auth/launch.ts';

const KDC = programAt('/usr/sbin/krb5kdc');
const HELPER = programAt('/usr/lib/squid/negotiate_kerberos_auth');
const FAKETIME = '/usr/bin/faketime';
const TOOLS = ['/usr/sbin/kdb5_util', '/usr/sbin/kadmin.local', '/usr/bin/kinit'];
const SQUID_USER = 'proxy';

/** Why no realm can be made here, as a sentence for a skipped test; `null` where it can. */
export const krb5IsMissing: string | null =
  KDC === null || TOOLS.some((tool) => !existsSync(tool))
    ? 'A Kerberos KDC is not installed (Debian packages krb5-kdc, krb5-admin-server, krb5-user).'
    : HELPER === null
      ? "squid's negotiate_kerberos_auth is not installed (Debian package squid)."
      : null;

/** Why a realm can't have a clock of its own here; `null` where it can. */
export const faketimeIsMissing: string | null = existsSync(FAKETIME)
  ? null
  : 'faketime is not installed (Debian package faketime).';

export interface Realm {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** What a client's environment needs to use this realm; `ticketCache` is the file that `kinit` fills. */
  clientEnvironment(ticketCache: string): Readonly<Record<string, string>>;
  /** Gets a ticket into a cache file, as a person does at log-on. */
  kinit(who: {
    readonly user: string;
    readonly password: string;
    readonly ticketCache: string;
    /** Such as `5s`. */
    readonly lifetime?: string;
  }): void;
  /** A path in the realm's folder for a ticket cache. */
  cachePath(name: string): string;
  /** The command for `auth_param negotiate program`, and the environment that squid needs for it. */
  readonly helper: string;
  readonly helperEnvironment: Readonly<Record<string, string>>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Makes a realm with the given people and one service `HTTP/<proxyHost>`, and starts its KDC. */
export async function startRealm(options: {
  readonly users: readonly { readonly user: string; readonly password: string }[];
  /** The name by which clients know the proxy. */
  readonly proxyHost: string;
  readonly name?: string;
  /** How far the realm's clock is from everybody else's, as faketime writes it, such as `+30m`. */
  readonly clock?: string;
}): Promise<Realm> {
  if (KDC === null || HELPER === null) throw new Error(krb5IsMissing ?? '');
  const name = options.name ?? 'LAB.TEST';
  const host = '127.0.0.1';
  const port = await freePort();
  const folder = makeFolder('lab-krb5-', SQUID_USER);
  const at = (file: string): string => join(folder, file);
  // Braces stand on lines of their own: the profile parser takes nothing else.
  writeFileSync(
    at('krb5.conf'),
    `[libdefaults]
  default_realm = ${name}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  ${name} = {
    kdc = ${host}:${String(port)}
  }
[domain_realm]
  ${options.proxyHost} = ${name}
`,
  );
  writeFileSync(
    at('kdc.conf'),
    `[kdcdefaults]
  kdc_listen = ${host}:${String(port)}
  kdc_tcp_listen = ${host}:${String(port)}
[realms]
  ${name} = {
    database_name = ${at('principal')}
    key_stash_file = ${at('stash')}
    acl_file = ${at('kadm5.acl')}
    max_life = 10h 0m 0s
  }
[logging]
  kdc = FILE:${at('kdc.log')}
`,
  );
  const environment = { KRB5_CONFIG: at('krb5.conf'), KRB5_KDC_PROFILE: at('kdc.conf') };
  const atItsTime = options.clock === undefined ? [] : [FAKETIME, '-f', options.clock];
  const run = (program: string, args: readonly string[], input = ''): void => {
    const [first = program, ...rest] = [...atItsTime, program, ...args];
    execFileSync(first, rest, {
      env: { PATH: process.env['PATH'], ...environment },
      input,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  };
  run('/usr/sbin/kdb5_util', ['create', '-s', '-r', name, '-P', 'master-of-the-lab']);
  const admin = (query: string): void => {
    run('/usr/sbin/kadmin.local', ['-r', name, '-q', query]);
  };
  for (const { user, password } of options.users) admin(`addprinc -pw ${password} ${user}`);
  const service = `HTTP/${options.proxyHost}`;
  admin(`addprinc -randkey ${service}`);
  admin(`ktadd -k ${at('http.keytab')} ${service}`);
  for (const file of ['krb5.conf', 'http.keytab']) {
    giveTo(at(file), SQUID_USER);
    chmodSync(at(file), 0o644);
  }
  chmodSync(folder, 0o755);

  const launched = await launch({
    command: [...atItsTime, KDC, '-n', '-r', name],
    folder,
    env: environment,
    isReady: () => isTakenByUdp(host, port),
  });
  return {
    name,
    host,
    port,
    helper: `${HELPER} -k ${at('http.keytab')} -s ${service}@${name}`,
    helperEnvironment: { KRB5_CONFIG: at('krb5.conf'), KRB5_KTNAME: at('http.keytab') },
    clientEnvironment: (ticketCache) => ({ KRB5_CONFIG: at('krb5.conf'), KRB5CCNAME: `FILE:${ticketCache}` }),
    kinit: ({ user, password, ticketCache, lifetime }) => {
      const life = lifetime === undefined ? [] : ['-l', lifetime];
      run('/usr/bin/kinit', [...life, '-c', `FILE:${ticketCache}`, user], `${password}\n`);
    },
    cachePath: at,
    log: launched.output,
    stop: launched.stop,
  };
}

/** Whether a program already listens on the UDP port, which is the KDC's first act. */
function isTakenByUdp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => {
      resolve(true);
    });
    socket.bind({ address: host, port, exclusive: true }, () =>
      socket.close(() => {
        resolve(false);
      }),
    );
  });
}
