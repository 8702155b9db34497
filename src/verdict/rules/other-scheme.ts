/** http and https on the same port: the two are easily mixed up. */

/** Returns the same address with the other scheme, on the same port. */
export function otherSchemeUrl(url: string): string {
  const parsed = new URL(url);
  const isSecure = parsed.protocol === 'https:';
  const port = parsed.port === '' ? (isSecure ? '443' : '80') : parsed.port;
  const rest = `${parsed.hostname}:${port}${parsed.pathname}${parsed.search}`;
  // WHATWG URL drops a port that is the scheme's own, so the text is put together before it is parsed again
  return new URL(`${isSecure ? 'http' : 'https'}://${rest}`).href;
}

/** Whether bytes (hex) begin an HTTP/1 answer: plain HTTP where TLS was spoken. */
export function isHttpText(firstBytes: string | undefined): boolean {
  return firstBytes !== undefined && firstBytes.startsWith('485454502f');
}

/**
 * Whether bytes (hex) begin what a web server says to a request it can't read, as a TLS greeting is to it: 400, 405, 501
 * or 505 (RFC 9110 §15). Any other status was not made for what was said.
 */
export function complainsOfRequest(firstBytes: string | undefined): boolean {
  const line = Buffer.from(firstBytes ?? '', 'hex').toString('latin1');
  return /^HTTP\/\d\.\d (?:400|405|501|505)/u.test(line);
}
