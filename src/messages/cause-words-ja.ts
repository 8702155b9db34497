import { proxyAddress } from './cause-text.ts';
import { formatDate, formatList } from './format.ts';
import type { CauseArgs } from './messages.ts';

/** 「プロキシproxy.example」または「プロキシ」。 */
export function proxy(args: CauseArgs): string {
  return `プロキシ${args.proxyHost ?? ''}`;
}

/** 「プロキシproxy.example:8080」または「プロキシ」。 */
export function proxyWithPort(args: CauseArgs): string {
  return `プロキシ${proxyAddress(args)}`;
}

/** 「（403番の応答）」または空。 */
export function status(args: CauseArgs): string {
  return args.status === undefined ? '' : `（${String(args.status)}番の応答）`;
}

/** 組織が決めた問い合わせ先、または「管理者」。 */
export function it(args: CauseArgs): string {
  return args.itContact ?? '管理者';
}

/** 設定の出どころを示す一文、または空。 */
export function inSource(args: CauseArgs): string {
  return args.source === undefined ? '' : `設定の出どころは「${args.source}」です。`;
}

/** 発行元の括弧書き、または空。 */
export function issuer(args: CauseArgs): string {
  return args.issuer === undefined ? '' : `（発行元：${args.issuer}）`;
}

/** 四つまでの名前の並び。 */
export function someNames(args: CauseArgs): string | undefined {
  if (args.names === undefined || args.names.length === 0) return undefined;
  return formatList(args.names.slice(0, 4), 'ja');
}

/** 日付、または空。 */
export function day(iso: string | undefined): string | undefined {
  return iso === undefined ? undefined : formatDate(iso, 'ja');
}
