/**
 * Standard functions on addresses, as text for the sandbox; the `Ex` ones are Microsoft's, for IPv6 as well.
 * A script may put its own `dnsResolve` in the place of ours, and `isInNet` then asks that one: hence `globalThis`.
 * `host` holds the functions of the world outside (engine/vm-worker.ts).
 */
export const ADDRESS_FUNCTIONS = /* js */ `
var DOTTED = /^(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})$/;

/* 4 or 16 bytes, or null; strict dotted decimal, IPv6 with at most one gap and an optional dotted tail. */
function parseAddress(text) {
  if (typeof text !== 'string' || text.length > 64) return null;
  if (!stringIncludes(text, ':')) return parseDotted(text);
  var tail = /:([0-9.]+)$/.exec(text), bytes = [];
  if (tail !== null && stringIncludes(tail[1], '.')) {
    bytes = parseDotted(tail[1]);
    if (bytes === null) return null;
    var head = text.slice(0, tail.index + 1);
    text = head.endsWith('::') ? head : head.slice(0, -1);
  }
  var halves = text.split('::'), room = 8 - bytes.length / 2;
  if (halves.length > 2) return null;
  var before = groups(halves[0]), after = halves.length === 2 ? groups(halves[1]) : [];
  if (before === null || after === null) return null;
  var gap = room - before.length - after.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return null;
  var all = before.concat(new Array(gap).fill(0), after), result = [];
  for (var i = 0; i < all.length; i++) result.push(all[i] >> 8, all[i] & 255);
  return result.concat(bytes);
}

function groups(text) {
  if (text === '') return [];
  var parts = text.split(':'), result = [];
  for (var i = 0; i < parts.length; i++) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(parts[i])) return null;
    result.push(parseInt(parts[i], 16));
  }
  return result;
}

function parseDotted(text) {
  var found = DOTTED.exec(text), result = [];
  for (var i = 1; found !== null && i <= 4; i++) result.push(Number(found[i]));
  return found !== null && result.every(function (byte) { return byte < 256; }) ? result : null;
}

function convert_addr(ipchars) {
  return toBits(ipchars);
}

function toBits(ipchars) {
  var parts = ipchars.split('.'), value = 0;
  for (var i = 0; i < 4; i++) value = (value << 8) | (parts[i] & 255);
  return value;
}

function isInNet(ipaddr, pattern, maskstr) {
  if (parseDotted(pattern) === null || parseDotted(maskstr) === null) return false;
  if (parseDotted(ipaddr) === null) ipaddr = globalThis.dnsResolve(ipaddr);
  if (ipaddr == null) return false;
  var mask = toBits(maskstr);
  return (toBits(ipaddr) & mask) === (toBits(pattern) & mask);
}

function dnsResolve(name) {
  if (typeof name !== 'string') return null;
  if (parseDotted(name) !== null) return name;
  if (parseAddress(name) !== null) return null;
  var found = host.addresses(name, 'ipv4');
  return found === null ? null : found.split(';')[0];
}

function isResolvable(name) {
  return globalThis.dnsResolve(name) != null;
}

/* As in Chromium: the first IPv4 address, else the first address, else 127.0.0.1. */
function myIpAddress() {
  var found = host.ownAddresses(), list = found === null ? [] : found.split(';');
  for (var i = 0; i < list.length; i++) if (parseDotted(list[i]) !== null) return list[i];
  return list.length === 0 ? '127.0.0.1' : list[0];
}

function dnsResolveEx(name) {
  if (typeof name !== 'string') return undefined;
  if (parseAddress(name) !== null) return name;
  var found = host.addresses(name, 'any');
  return found === null ? '' : found;
}

function isResolvableEx(name) {
  return globalThis.dnsResolveEx(name) != '';
}

function myIpAddressEx() {
  var found = host.ownAddresses();
  return found === null ? '' : found;
}

function isInNetEx(ipaddr, prefix) {
  if (typeof ipaddr !== 'string' || typeof prefix !== 'string') return null;
  var cut = /^([^/]+)\\/(\\d{1,3})$/.exec(prefix), address = parseAddress(ipaddr);
  var network = cut === null ? null : parseAddress(cut[1]);
  if (network === null || address === null || Number(cut[2]) > network.length * 8) return false;
  var bits = Number(cut[2]);
  /* Unlike families are compared as IPv6, the IPv4 one mapped (RFC 4291 section 2.5.5.2). */
  if (network.length < address.length) bits += 96;
  if (network.length !== address.length) {
    if (network.length === 4) network = mapped(network);
    else address = mapped(address);
  }
  for (var i = 0; bits > 0; i++, bits -= 8) {
    var mask = bits >= 8 ? 255 : 255 & (255 << (8 - bits));
    if ((network[i] & mask) !== (address[i] & mask)) return false;
  }
  return true;
}

function mapped(bytes) {
  return [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255].concat(bytes);
}

/* IPv6 first, each ascending; false where one can't be read. */
function sortIpAddressList(list) {
  if (typeof list !== 'string' || !/^[\\x00-\\x7f]*$/.test(list)) return null;
  var texts = list.replace(/[ \\t]/g, '').split(';').filter(function (one) { return one !== ''; });
  var entries = texts.map(function (text) { return { text: text, bytes: parseAddress(text) }; });
  if (entries.length === 0 || entries.some(function (entry) { return entry.bytes === null; })) return false;
  entries.sort(function (a, b) {
    if (a.bytes.length !== b.bytes.length) return b.bytes.length - a.bytes.length;
    for (var i = 0; i < a.bytes.length; i++) if (a.bytes[i] !== b.bytes[i]) return a.bytes[i] - b.bytes[i];
    return 0;
  });
  return entries.map(function (entry) { return entry.text; }).join(';');
}

function getClientVersion() {
  return '1.0';
}
`;
