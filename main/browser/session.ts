/** The right to talk to the assistant: a key for one use in the address, turned into a cookie that no script can read. */
import { randomBytes, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;

/** One session: the window that this process was started for. */
export interface Session {
  /** The key that stands in the address that is opened; works once. */
  readonly key: string;
  /** Takes the key; answers the `Set-Cookie` value the first time, and `null` for a wrong or a used key. */
  redeem(key: string): string | null;
  /** Whether a `Cookie` header holds this session's cookie. */
  isHeldBy(cookieHeader: string | undefined): boolean;
}

/** Makes a session. Cookies don't know ports, so the port stands in the cookie's name and several windows can live side by side. */
export function makeSession(port: number): Session {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  const cookie = randomBytes(KEY_BYTES).toString('base64url');
  const name = `throughway-${String(port)}`;
  let isRedeemed = false;
  return {
    key,
    redeem: (given) => {
      if (isRedeemed || !isSame(given, key)) return null;
      isRedeemed = true;
      return `${name}=${cookie}; Path=/; HttpOnly; SameSite=Strict`;
    },
    isHeldBy: (header) => {
      for (const part of (header ?? '').split(';')) {
        const [partName = '', value = ''] = part.trim().split('=', 2);
        if (partName === name && isSame(value, cookie)) return true;
      }
      return false;
    },
  };
}

function isSame(given: string, wanted: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(wanted);
  return a.length === b.length && timingSafeEqual(a, b);
}
