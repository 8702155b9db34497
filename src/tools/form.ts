/** A tool's file as what it says about proxies: the roles that values play, whatever they are called there. */
import { ok, refuse, type Result } from '../base/result.ts';
import type { FormatProblem, TextFormat } from './formats/text-format.ts';

/**
 * `any`: the proxy of all schemes; `bypass`: the exceptions in the tool's dialect; `switch`: whether proxies are used
 * at all, in the tool's own words.
 */
export type Role = 'any' | 'http' | 'https' | 'bypass' | 'switch';

/** Texts as the file holds them; they may hold a password. `null` and absent: nothing there. */
export type RoleValues = Readonly<Partial<Record<Role, string | null>>>;

/** How one file says it. */
export interface Form {
  readonly read: (text: string) => Result<RoleValues, FormatProblem>;
  readonly write: (text: string, values: RoleValues) => Result<string, FormatProblem>;
}

const ROLES = ['any', 'http', 'https', 'bypass', 'switch'] as const satisfies readonly Role[];

/** Each role under one key. `or` are older names that the tool also reads; they are taken away when the role is written. */
export function keyed(
  format: TextFormat,
  keys: Readonly<Partial<Record<Role, string>>>,
  or: Readonly<Partial<Record<Role, readonly string[]>>> = {},
): Form {
  const wanted = (role: Role): readonly string[] => {
    const key = keys[role];
    return key === undefined ? [] : [key, ...(or[role] ?? [])];
  };
  return {
    read: (text) => {
      const found = format.read(text, ROLES.flatMap(wanted));
      if (!found.ok) return found;
      return ok(
        collect(
          (role) =>
            wanted(role)
              .flatMap((key) => found.value.get(key) ?? [])
              .at(0) ?? null,
        ),
      );
    },
    write: (text, values) => {
      const changes = new Map<string, string | null>();
      for (const role of ROLES) {
        const key = keys[role];
        const value = values[role];
        if (key === undefined || value === undefined) continue;
        changes.set(key, value);
        for (const older of or[role] ?? []) changes.set(older, null);
      }
      return format.write(text, changes);
    },
  };
}

/** Host and port under keys of their own, as Java's properties have it. */
export function hostAndPort(
  format: TextFormat,
  keys: {
    readonly http: readonly [host: string, port: string];
    readonly https: readonly [host: string, port: string];
    readonly bypass: string;
  },
): Form {
  return {
    read: (text) => {
      const found = format.read(text, [...keys.http, ...keys.https, keys.bypass]);
      if (!found.ok) return found;
      const { value: values } = found;
      return ok(
        collect((role) => {
          if (role === 'bypass') return values.get(keys.bypass) ?? null;
          if (role !== 'http' && role !== 'https') return null;
          const host = values.get(keys[role][0]) ?? '';
          // Without a port, Java takes the scheme's own.
          return host === '' ? null : authority(host, values.get(keys[role][1]) ?? (role === 'http' ? '80' : '443'));
        }),
      );
    },
    write: (text, values) => {
      const changes = new Map<string, string | null>();
      for (const role of ['http', 'https'] as const) {
        const value = values[role];
        if (value === undefined) continue;
        const parts = value === null ? null : splitAuthority(value);
        if (value !== null && parts === null) return refuse('shape');
        changes.set(keys[role][0], parts?.host ?? null);
        changes.set(keys[role][1], parts?.port ?? null);
      }
      if (values.bypass !== undefined) changes.set(keys.bypass, values.bypass);
      return format.write(text, changes);
    },
  };
}

/** Returns host and port as one text, IPv6 in brackets. */
export function authority(host: string, port: string): string {
  return `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}

/** Parts what `authority` or a proxy's URI joined; IPv6 without brackets. */
export function splitAuthority(text: string): { readonly host: string; readonly port: string } | null {
  const hit = /^(?:[a-z0-9]+:\/\/)?(?:\[([^\]]+)\]|([^:/@[\]]+)):(\d+)$/iu.exec(text);
  return hit === null ? null : { host: hit[1] ?? hit[2] ?? '', port: hit[3] ?? '' };
}

function collect(valueOf: (role: Role) => string | null): RoleValues {
  const values: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const value = valueOf(role);
    if (value !== null) values[role] = value;
  }
  return values;
}
