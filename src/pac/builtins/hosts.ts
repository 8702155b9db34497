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

/* Most patterns are a text with a star at one end, which needs no regular expression; the dot doesn't match a line end. */
var SIMPLE = /^(\\*?)([\\w.:\\/-]*)(\\*?)$/, LINE_END = /[\\n\\r\\u2028\\u2029]/;
var patterns = create(null), kept = 0, KEPT_PATTERNS = 20000, lastText = '', lastIsOneLine = true;

function compilePattern(pattern) {
  var parts = SIMPLE.exec(pattern);
  if (parts !== null && parts[1] + parts[3] !== '**')
    return { kind: parts[1] === '*' ? 1 : parts[3] === '*' ? 2 : 0, text: parts[2], slow: null };
  return { kind: 3, text: '', slow: patternExpression(pattern) };
}

function patternExpression(pattern) {
  return new RegExp('^' + pattern.replace(/\\./g, '\\\\.').replace(/\\*/g, '.*').replace(/\\?/g, '.') + '$');
}

function shExpMatch(text, pattern) {
  if (typeof text !== 'string' || typeof pattern !== 'string') return patternExpression(pattern).test(text);
  var known = patterns[pattern];
  if (known === undefined) {
    known = compilePattern(pattern);
    if (kept < KEPT_PATTERNS) patterns[pattern] = known;
    kept += 1;
  }
  if (text !== lastText) {
    lastText = text;
    lastIsOneLine = !LINE_END.test(text);
  }
  if (known.kind === 0) return text === known.text;
  if (known.kind === 3) return known.slow.test(text);
  if (!lastIsOneLine) return patternExpression(pattern).test(text);
  return known.kind === 1 ? text.endsWith(known.text) : text.startsWith(known.text);
}
`;
