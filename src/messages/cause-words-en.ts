import { proxyAddress } from './cause-text.ts';
import { formatDate, formatList } from './format.ts';
import type { CauseArgs } from './messages.ts';

/** "the proxy proxy.example" or "the proxy". */
export function theProxy(args: CauseArgs): string {
  return args.proxyHost === undefined ? 'the proxy' : `the proxy ${args.proxyHost}`;
}

/** `theProxy` at the beginning of a sentence. */
export function TheProxy(args: CauseArgs): string {
  return args.proxyHost === undefined ? 'The proxy' : `The proxy ${args.proxyHost}`;
}

/** "proxy.example:8080" or "the proxy". */
export function proxyOrAddress(args: CauseArgs): string {
  return args.proxyHost === undefined ? 'the proxy' : proxyAddress(args);
}

/** "port 8080" or "the port". */
export function thePort(args: CauseArgs): string {
  return args.proxyPort === undefined ? 'the port' : `port ${String(args.proxyPort)}`;
}

/** " (status 403)" or nothing. */
export function status(args: CauseArgs): string {
  return args.status === undefined ? '' : ` (status ${String(args.status)})`;
}

/** Whom to ask, as the organisation names them. */
export function it(args: CauseArgs): string {
  return args.itContact ?? 'your IT department';
}

/** " in the GNOME settings" or nothing. */
export function inSource(args: CauseArgs): string {
  return args.source === undefined ? '' : ` (found in: ${args.source})`;
}

/** A list of at most four names. */
export function someNames(args: CauseArgs): string | undefined {
  if (args.names === undefined || args.names.length === 0) return undefined;
  return formatList(args.names.slice(0, 4), 'en');
}

/** A day, or nothing. */
export function day(iso: string | undefined): string | undefined {
  return iso === undefined ? undefined : formatDate(iso, 'en');
}
