import { ok, type Result } from '../../base/result.ts';
import { keyed, type Form } from '../form.ts';
import { APT_CONF } from './apt-conf.ts';
import type { FormatProblem } from './text-format.ts';

const HTTP = '/Acquire::http::Proxy';
const HTTPS = '/Acquire::https::Proxy';
const PROXIES = keyed(APT_CONF, { http: HTTP, https: HTTPS });

/** apt has no list of exceptions: each host is set `DIRECT` by itself. @see apt-transport-http(1) */
export const APT_FORM: Form = {
  read: (text) => {
    const values = PROXIES.read(text);
    const hosts = directHosts(text);
    if (!values.ok) return values;
    if (!hosts.ok) return hosts;
    return ok(hosts.value.length === 0 ? values.value : { ...values.value, bypass: hosts.value.join(',') });
  },
  write: (text, values) => {
    const written = PROXIES.write(text, values);
    const before = directHosts(text);
    if (!written.ok || values.bypass === undefined) return written;
    if (!before.ok) return before;
    const wanted = (values.bypass ?? '').split(',').filter((host) => host !== '');
    const changes = new Map<string, string | null>();
    for (const scheme of [HTTP, HTTPS]) {
      for (const host of before.value) if (!wanted.includes(host)) changes.set(`${scheme}::${host}`, null);
      for (const host of wanted) changes.set(`${scheme}::${host}`, 'DIRECT');
    }
    return APT_CONF.write(written.value, changes);
  },
};

/** The hosts that are set `DIRECT` under either scheme. */
function directHosts(text: string): Result<readonly string[], FormatProblem> {
  const keys = APT_CONF.keys(text);
  if (!keys.ok) return keys;
  const values = APT_CONF.read(text, keys.value);
  if (!values.ok) return values;
  const hosts = new Set<string>();
  for (const [key, value] of values.value) {
    const host = /^\/acquire::https?::proxy::(.+)$/u.exec(key)?.[1];
    if (host !== undefined && value.toUpperCase() === 'DIRECT') hosts.add(host);
  }
  return ok([...hosts]);
}
