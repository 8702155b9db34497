import ipaddr from 'ipaddr.js';

/** Whether a text is an IP address, with a zone where it is link-local. */
export function isIP(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text.replace(/%[\w.-]+$/u, ''));
}
