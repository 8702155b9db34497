/**
 * Standard functions on host names, as text for the sandbox. Behaviour is Chromium's, odd corners included: what is not
 * a string throws as it does there, and `shExpMatch` leaves every sign but `.`, `*` and `?` to the regular expression.
 * `parseAddress` comes from addresses.ts.
 */
export const HOST_FUNCTIONS = /* js */ `
function isPlainHostName(host) {
  if (typeof host !== 'string') throw new TypeError('Requires 1 string parameter');
  return !stringIncludes(host, '.') && parseAddress(host) === null;
}

function dnsDomainIs(host, domain) {
  var from = host.length - domain.length;
  return from >= 0 && host.substring(from) == domain;
}

function localHostOrDomainIs(host, hostdom) {
  return host == hostdom || hostdom.lastIndexOf(host + '.', 0) == 0;
}

function dnsDomainLevels(host) {
  return host.split('.').length - 1;
}

var patterns = new Map(), KEPT_PATTERNS = 20000;
function shExpMatch(text, pattern) {
  var known = mapGet(patterns, pattern);
  if (known === undefined) {
    known = new RegExp('^' + pattern.replace(/\\./g, '\\\\.').replace(/\\*/g, '.*').replace(/\\?/g, '.') + '$');
    if (mapSize(patterns) < KEPT_PATTERNS) mapSet(patterns, pattern, known);
  }
  return known.test(text);
}
`;
