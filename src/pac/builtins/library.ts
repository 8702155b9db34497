import { ADDRESS_FUNCTIONS } from './addresses.ts';
import { CALENDAR_FUNCTIONS } from './calendar.ts';
import { HOST_FUNCTIONS } from './hosts.ts';

/** The names that a script finds in its global object. */
export const STANDARD_FUNCTIONS = [
  'isPlainHostName',
  'dnsDomainIs',
  'localHostOrDomainIs',
  'isResolvable',
  'isInNet',
  'dnsResolve',
  'convert_addr',
  'myIpAddress',
  'dnsDomainLevels',
  'shExpMatch',
  'weekdayRange',
  'dateRange',
  'timeRange',
  'isResolvableEx',
  'isInNetEx',
  'dnsResolveEx',
  'myIpAddressEx',
  'sortIpAddressList',
  'getClientVersion',
] as const;

/**
 * One expression for the sandbox: a function of (traced, then the host functions of engine/vm-worker.ts) that puts the
 * standard functions into the global object. Everything else stays inside the closure. When traced, each function
 * reports its call, and those that standard functions call among themselves too.
 */
export const PAC_LIBRARY = `(function () {
var apply = Reflect.apply, stringify = JSON.stringify, join = Array.prototype.join, define = Object.defineProperty;
var create = Object.create, includes = String.prototype.includes;
function stringIncludes(text, part) { return apply(includes, text, [part]); }

/* The engine brings these; browsers give a PAC script nothing of the kind. */
['atob', 'btoa', 'performance', 'queueMicrotask', 'navigator'].forEach(function (name) { delete globalThis[name]; });

return function (traced, addresses, ownAddresses, now, note, mark) {
var host = { addresses: addresses, ownAddresses: ownAddresses }, depth = 0;
${HOST_FUNCTIONS}
${ADDRESS_FUNCTIONS}
${CALENDAR_FUNCTIONS}
function shown(value) {
  try {
    var text = typeof value === 'function' || typeof value === 'symbol' ? typeof value : stringify(value);
    return text === undefined ? 'undefined' : text;
  } catch (_) {
    return 'object';
  }
}
function watched(name, plain) {
  return function () {
    var startMs = now(), list = [], at = depth;
    for (var i = 0; i < arguments.length && i < 8; i++) list[i] = shown(arguments[i]);
    depth = at + 1;
    try {
      var answer = apply(plain, this, arguments);
      note(name, apply(join, list, ['\\x1f']), shown(answer), at, startMs);
      return answer;
    } catch (error) {
      note(name, apply(join, list, ['\\x1f']), undefined, at, startMs);
      throw error;
    } finally {
      depth = at;
    }
  };
}
function publish(name, plain) {
  var value = traced ? watched(name, plain) : plain;
  define(globalThis, name, { value: value, writable: true, configurable: true, enumerable: true });
  return value;
}
${STANDARD_FUNCTIONS.map((name) => `${name} = publish('${name}', ${name});`).join('\n')}
define(globalThis, 'alert', {
  value: function (message) { note('', String(message)); }, writable: true, configurable: true, enumerable: true
});
if (traced) define(globalThis, '__throughwayMark', { value: mark });
};
})()`;
