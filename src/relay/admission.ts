/** Who may use the relay: this computer's user, known by the owner of his socket, or whoever knows this start's secret. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Secret } from '../base/secret.ts';
import type { SocketOwners } from '../system/linux/socket-owner.ts';
import { valuesOf, type HeaderField } from './header-fields.ts';
import { isLoopback } from '../settings/canonical-host.ts';

/** How clients are told apart; at least one of the two is there. */
export interface Admission {
  /** Owners of loopback sockets; `null` where the system can't tell them. */
  readonly owners: SocketOwners | null;
  /** The user that the relay runs as. */
  readonly uid: number;
  /** User name and password that every client must show; `null` where none is asked for. */
  readonly secret: { readonly user: string; readonly password: Secret } | null;
}

/** Returns whether the connection comes from a socket of our own user; without a table, whether a secret is asked for anyway. */
export async function isOwnSocket({ owners, uid, secret }: Admission, socket: Socket): Promise<boolean> {
  if (owners === null) return secret !== null;
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined || localPort === undefined)
    return false;
  // From another computer: only the secret can tell.
  if (!isLoopback(remoteAddress)) return secret !== null;
  const client = { address: remoteAddress, port: remotePort };
  return (await owners.ownerOf(client, { address: localAddress, port: localPort })) === uid;
}

/** Whether the request shows the secret (Basic, RFC 7617); true where none is asked for. */
export function showsSecret({ secret }: Admission, fields: readonly HeaderField[]): boolean {
  if (secret === null) return true;
  const [value = '', ...more] = valuesOf(fields, 'proxy-authorization');
  const [scheme = '', token = ''] = value.split(/ +/);
  if (more.length > 0 || scheme.toLowerCase() !== 'basic') return false;
  return isSame(Buffer.from(token, 'base64').toString('utf8'), `${secret.user}:${secret.password.open()}`);
}

/** The same for the user name and password of SOCKS5 (RFC 1929). */
export function isSecret({ secret }: Admission, user: string, password: string): boolean {
  return secret === null || isSame(`${user}:${password}`, `${secret.user}:${secret.password.open()}`);
}

/** Compares in a time that tells nothing of where the two differ. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
