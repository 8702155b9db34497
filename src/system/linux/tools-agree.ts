/** Whether programs other than browsers take the same proxies out of an environment. */
import { type Environment, readEnvironmentAsCurl } from '../../settings/environment-settings.ts';
import { parseBypassList } from '../../settings/parse-bypass-list.ts';
import { parseProxyServer } from '../../settings/parse-proxy-uri.ts';
import type { ConfiguredServer } from '../../settings/proxy-settings.ts';
import { sameBypass, sameServer } from '../../settings/same-settings.ts';

/** Variables that say where the proxy is; each is written in both cases, because programs read either. */
export const PROXY_VARIABLES = ['all_proxy', 'http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy'] as const;

export type ProxyVariable = (typeof PROXY_VARIABLES)[number];
export type ProxyVariables = Readonly<Partial<Record<ProxyVariable, string>>>;

/**
 * Whether every variable that is set says what is wanted. Chromium stops at `all_proxy`; curl takes the variable of
 * the scheme first and no `HTTP_PROXY` in capitals, Go takes capitals first, and others take what they find.
 * @see https://everything.curl.dev/usingcurl/proxies/env.html
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function toolsAgree(env: Environment, wanted: ProxyVariables): boolean {
  const isSaid = PROXY_VARIABLES.every((name) =>
    [env[name], env[name.toUpperCase()]].every(
      (value) => value === undefined || value === '' || saysSame(name, value, wanted),
    ),
  );
  return isSaid && isSameForCurl(env, wanted);
}

function saysSame(name: ProxyVariable, value: string, wanted: ProxyVariables): boolean {
  if (name === 'no_proxy') {
    return sameBypass(parseBypassList(value, 'environment'), parseBypassList(wanted.no_proxy ?? '', 'environment'));
  }
  const expected = wanted[name] ?? wanted.all_proxy ?? wanted.http_proxy;
  return expected !== undefined && sameServer(parseProxyServer(value), parseProxyServer(expected));
}

function isSameForCurl(env: Environment, wanted: ProxyVariables): boolean {
  const read = readEnvironmentAsCurl(env);
  const servers = read.state === 'read' && read.value.mode === 'manual' ? read.value.servers : {};
  return (['http', 'https'] as const).every((scheme) => {
    const text = wanted[`${scheme}_proxy`] ?? wanted.all_proxy;
    const expected: ConfiguredServer | undefined = text === undefined ? undefined : parseProxyServer(text);
    return sameServer(servers[scheme] ?? servers.any, expected);
  });
}
