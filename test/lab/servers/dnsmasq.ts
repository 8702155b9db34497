/** A resolver: dnsmasq with the records given, or a server of our own that answers every question with one error code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** Error codes of RFC 1035 §4.1.1 that a resolver may answer with. */
export const DNS_ERRORS = { SERVFAIL: 2, REFUSED: 5 } as const;
export type DnsError = keyof typeof DNS_ERRORS;

/** What a resolver knows. A name that is nowhere does not exist (NXDOMAIN). */
export interface DnsRecords {
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  /** Names that exist without an address (NODATA). */
  readonly addressless: ReadonlySet<string>;
  /** Names whose look-up fails at the server, and how. */
  readonly failing: ReadonlyMap<string, DnsError>;
}

/** Where the failing names are forwarded to: loopback ports inside the resolver's namespace, one an error code. */
const FORWARD_BASE = 5_300;

/** Starts dnsmasq on one address, port 53, and resolves when it listens. */
export async function startDnsmasq(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly records: DnsRecords;
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const { records } = options;
  const hosts = [...records.hosts].flatMap(([name, addresses]) => addresses.map((address) => `${address} ${name}`));
  const hostsFile = join(options.folder, 'hosts');
  writeFileSync(hostsFile, `${hosts.join('\n')}\n`);
  const config = [
    'no-resolv',
    'no-hosts',
    'no-daemon',
    'user=root',
    'bind-interfaces',
    'except-interface=lo',
    'cache-size=0',
    'local-ttl=0',
    `pid-file=${join(options.folder, 'dnsmasq.pid')}`,
    `listen-address=${options.address}`,
    `addn-hosts=${hostsFile}`,
    // The root as a local domain: what is not in the records does not exist.
    'address=/#/',
    ...[...records.addressless].map((name) => `txt-record=${name},no-address`),
    ...[...records.failing].map(
      ([name, error]) => `server=/${name}/127.0.0.1#${String(FORWARD_BASE + DNS_ERRORS[error])}`,
    ),
    '',
  ];
  const configFile = join(options.folder, 'dnsmasq.conf');
  writeFileSync(configFile, config.join('\n'));
  return startServer({
    namespace: options.namespace,
    argv: ['dnsmasq', '--conf-file=' + configFile],
    ports: [53],
    udpPorts: [53],
    log: join(options.folder, 'dnsmasq.log'),
  });
}

/** Starts a resolver that answers every question with one error code; several in one namespace stand on several ports. */
export async function startFailingResolver(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly address: string;
  readonly error: DnsError;
  /** 53, or the port names are forwarded to by `startDnsmasq` where not given. */
  readonly port?: number;
}): Promise<ServerProcess> {
  mkdirSync(options.folder, { recursive: true });
  const port = options.port ?? FORWARD_BASE + DNS_ERRORS[options.error];
  // RFC 1035 §4.1.1: the question comes back with QR and RA set, and the error as RCODE.
  const script = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (question, from) => {
      const answer = Buffer.from(question);
      if (answer.length < 12) return;
      answer[2] = (answer[2] & 0x01) | 0x80;
      answer[3] = 0x80 | ${String(DNS_ERRORS[options.error])};
      socket.send(answer, from.port, from.address);
    });
    socket.bind(${String(port)}, ${JSON.stringify(options.address)});`;
  return startServer({
    namespace: options.namespace,
    argv: [process.execPath, '-e', script],
    ports: [],
    udpPorts: [port],
    log: join(options.folder, `failing-${String(port)}.log`),
  });
}
