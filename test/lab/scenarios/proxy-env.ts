/** Returns the environment that sends every URL through one proxy. */
export function setProxy(url: string): Readonly<Record<string, string>> {
  return { http_proxy: url, https_proxy: url };
}
