/** A resolver: dnsmasq with the records given, or a server of our own that answers every question with one error code. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/**
 * How a resolver may fail: with an error code of RFC 1035 §4.1.1, with the word that the answer is too long for UDP while
 * nobody listens on TCP, or with an alias that leads to itself.
 */
export const DNS_ERRORS = { SERVFAIL: 2, NOTIMP: 4, REFUSED: 5, TRUNCATED: 16, LOOP: 17 } as const;
export type DnsError = keyof typeof DNS_ERRORS;

/** What a resolver knows. A name that is nowhere does not exist (NXDOMAIN). */
export interface DnsRecords {
  readonly hosts: ReadonlyMap<string, readonly string[]>;
  /** Names that exist without an address (NODATA). */
  readonly addressless: ReadonlySet<string>;
  /** Names whose look-up fails at the server, and how. */
  readonly failing: ReadonlyMap<string, DnsError>;
  /** What it says to every name that it does not know, as resolvers with a search page do. */
  readonly wildcard: string | null;
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
    `address=/#/${records.wildcard ?? ''}`,
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
  // RFC 1035 §4.1.1: the question comes back with QR and RA set, and the error as RCODE; all after it is cut off.
  const script = `
    const socket = require('node:dgram').createSocket('udp4');
    socket.on('message', (question, from) => {
      const error = ${String(DNS_ERRORS[options.error])};
      let end = 12;
      while (end < question.length && question[end] !== 0) end += question[end] + 1;
      if (end + 5 > question.length) return;
      const answer = Buffer.from(question.subarray(0, end + 5));
      answer.fill(0, 6, 12);
      answer[2] = (answer[2] & 0x01) | 0x80 | (error === ${String(DNS_ERRORS.TRUNCATED)} ? 0x02 : 0);
      answer[3] = 0x80 | (error < 16 ? error : 0);
      const alias = Buffer.from('c00c0005000100000000' + '0002c00c', 'hex');
      if (error === ${String(DNS_ERRORS.LOOP)}) answer[7] = 1;
      socket.send(error === ${String(DNS_ERRORS.LOOP)} ? Buffer.concat([answer, alias]) : answer, from.port, from.address);
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
