/** A real squid with a configuration of its own, in a temporary folder, on loopback or in a network namespace. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, giveTo, launch, makeFolder, programAt } from '../auth/launch.ts';

const PROGRAM = programAt('/usr/sbin/squid');
const HELPERS = '/usr/lib/squid';
/** The account that squid drops to when root starts it. */
const SQUID_USER = 'proxy';

/** Why squid can't be started here, as a sentence for a skipped test; `null` where it can. */
export const squidIsMissing: string | null = PROGRAM === null ? 'squid is not installed (Debian package squid).' : null;

/** A user of a password file. Bytes other than UTF-8 are given as a `Buffer`. */
export interface SquidUser {
  readonly user: string | Buffer;
  readonly password: string | Buffer;
}

/** One `auth_param` block; squid offers them in this order. */
export type SquidAuth =
  | { readonly scheme: 'basic'; readonly realm?: string; readonly users: readonly SquidUser[] }
  | {
      readonly scheme: 'digest';
      readonly realm?: string;
      readonly users: readonly SquidUser[];
      /** Seconds after which a nonce is stale. */
      readonly nonceSeconds?: number;
      /** Requests after which a nonce is stale. */
      readonly nonceUses?: number;
    }
  /** Basic with a directory service of the test's own. */
  | { readonly scheme: 'basic-by'; readonly helper: string }
  /** The helper's whole command line, e.g. that of `ntlmHelper` in samba.ts. */
  | { readonly scheme: 'ntlm'; readonly helper: string }
  | { readonly scheme: 'negotiate'; readonly helper: string };

export interface SquidOptions {
  /** The address to listen on; 127.0.0.1 where not given. */
  readonly host?: string;
  /** A free one where not given. */
  readonly port?: number;
  /** TLS to the proxy itself. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  readonly auth?: readonly SquidAuth[];
  /** Lines before the access rules: `acl …`, `reply_header_access …`. */
  readonly configLines?: readonly string[];
  /** The `http_access` lines. Default: allow who has signed in (all, where no sign-in is set up), deny the rest. */
  readonly accessRules?: readonly string[];
  /** Name servers squid asks; its own default where not given. */
  readonly nameServers?: readonly string[];
  /** Goes before the command, e.g. `['ip', 'netns', 'exec', NAME]`. */
  readonly prefix?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface SquidServer {
  readonly host: string;
  readonly port: number;
  /** Process id, for tests that stop and continue it. */
  readonly pid: number;
  /** The access log, in squid's own format: time, milliseconds, client, result/status, bytes, method, URL, user … */
  readonly log: () => string;
  /** Squid's own words (cache.log). */
  ownWords(): string;
  readonly stop: () => Promise<void>;
}

/** Starts squid and resolves when it listens. */
export async function startSquid(options: SquidOptions = {}): Promise<SquidServer> {
  if (PROGRAM === null) throw new Error(squidIsMissing ?? '');
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? (await freePort());
  const folder = makeFolder('lab-squid-', SQUID_USER);
  const at = (name: string): string => join(folder, name);
  const put = (name: string, content: string | Buffer): string => {
    writeFileSync(at(name), content, { mode: 0o640 });
    giveTo(at(name), SQUID_USER);
    return at(name);
  };
  put('cache.log', '');
  put('access.log', '');

  const auth = (options.auth ?? []).flatMap((block, index) =>
    authLines(block, (content) => put(`users${String(index)}`, content)),
  );
  const listen = `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
  const lines = [
    options.tls === undefined
      ? `http_port ${listen}`
      : `https_port ${listen} tls-cert=${options.tls.certFile} tls-key=${options.tls.keyFile}`,
    'visible_hostname squid.lab.test',
    `pid_filename ${at('squid.pid')}`,
    `cache_log ${at('cache.log')}`,
    `access_log stdio:${at('access.log')} squid`,
    `coredump_dir ${folder}`,
    ...(process.getuid?.() === 0 ? [`cache_effective_user ${SQUID_USER}`] : []),
    'cache_mem 8 MB',
    'cache deny all',
    'netdb_filename none',
    'pinger_enable off',
    'max_filedescriptors 1024',
    'shutdown_lifetime 0 seconds',
    ...(options.nameServers === undefined ? [] : [`dns_nameservers ${options.nameServers.join(' ')}`]),
    ...auth,
    ...(auth.length > 0 ? ['acl signed_in proxy_auth REQUIRED'] : []),
    ...(options.configLines ?? []),
    ...(options.accessRules ?? [auth.length > 0 ? 'http_access allow signed_in' : 'http_access allow all']),
    'http_access deny all',
  ];
  const configFile = put('squid.conf', `${lines.join('\n')}\n`);

  const launched = await launch({
    command: [PROGRAM, '-N', '-f', configFile],
    folder,
    ...(options.prefix === undefined ? {} : { prefix: options.prefix }),
    ...(options.env === undefined ? {} : { env: options.env }),
    stopSignal: 'SIGKILL',
    isReady: (output) => {
      const words = readFileSync(at('cache.log'), 'utf8');
      // A squid that gives up says why in its own log; put it where the error of the launcher shows it.
      if (words.includes('FATAL') && !output.includes('FATAL')) appendFileSync(at('output.txt'), words);
      return /Accepting .*connections at/.test(words);
    },
  });
  const text = (name: string): string => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : '');
  return {
    host,
    port,
    pid: launched.process.pid ?? 0,
    log: () => text('access.log'),
    ownWords: () => text('cache.log'),
    stop: launched.stop,
  };
}

function authLines(block: SquidAuth, putUsers: (content: Buffer) => string): readonly string[] {
  const children = `auth_param ${block.scheme} children 2 startup=1 idle=1`;
  switch (block.scheme) {
    case 'basic':
      return [
        `auth_param basic program ${HELPERS}/basic_ncsa_auth ${putUsers(Buffer.concat(block.users.map(cryptLine)))}`,
        children,
        `auth_param basic realm ${block.realm ?? 'Lab'}`,
        // Otherwise squid remembers a good password for two hours and the helper sees one question only.
        'auth_param basic credentialsttl 1 second',
      ];
    case 'digest': {
      const realm = block.realm ?? 'Lab';
      const users = Buffer.concat(block.users.map((user) => digestLine(user, realm)));
      return [
        `auth_param digest program ${HELPERS}/digest_file_auth -c ${putUsers(users)}`,
        children,
        `auth_param digest realm ${realm}`,
        ...(block.nonceSeconds === undefined
          ? []
          : [
              `auth_param digest nonce_max_duration ${String(block.nonceSeconds)} seconds`,
              'auth_param digest nonce_garbage_interval 1 seconds',
            ]),
        ...(block.nonceUses === undefined ? [] : [`auth_param digest nonce_max_count ${String(block.nonceUses)}`]),
      ];
    }
    case 'basic-by':
      return [`auth_param basic program ${block.helper}`, 'auth_param basic children 2', 'auth_param basic realm Lab'];
    case 'ntlm':
    case 'negotiate':
      return [
        `auth_param ${block.scheme} program ${block.helper}`,
        children,
        `auth_param ${block.scheme} keep_alive on`,
      ];
  }
}

/** One line of an NCSA password file, with a SHA-512 crypt hash, which keeps every byte of the password. */
function cryptLine({ user, password }: SquidUser): Buffer {
  const hash = execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: Buffer.from(password) });
  return Buffer.concat([Buffer.from(user), Buffer.from(':'), hash]);
}

/** One line of `digest_file_auth -c`: user, realm and the MD5 of user, realm and password (RFC 7616 §3.4.2). */
function digestLine({ user, password }: SquidUser, realm: string): Buffer {
  const secret = Buffer.concat([Buffer.from(user), Buffer.from(`:${realm}:`), Buffer.from(password)]);
  const hash = createHash('md5').update(secret).digest('hex');
  return Buffer.concat([Buffer.from(user), Buffer.from(`:${realm}:${hash}\n`)]);
}
