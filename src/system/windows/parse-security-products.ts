import { listOf, parseJson, textOf } from './parse-network.ts';

/** Security software that has registered itself with Windows Security. */
export interface SecurityProduct {
  readonly kind: 'antivirus' | 'firewall';
  readonly name: string;
  readonly isOn: boolean;
}

/** Both classes in one PowerShell: starting it costs far more than asking. Servers have no such namespace. */
export const SECURITY_SCRIPT = [
  "$ErrorActionPreference='SilentlyContinue'",
  '[Console]::OutputEncoding=[Text.Encoding]::UTF8',
  "ConvertTo-Json -Compress @('AntiVirusProduct','FirewallProduct'|ForEach-Object{$k=$_;" +
    'Get-CimInstance -Namespace root/SecurityCenter2 -ClassName $k|' +
    "Select-Object @{n='Kind';e={$k}},displayName,productState})",
].join(';');

/** The second byte of `productState`: 0x10 and 0x11 are on, 0x00 off, 0x01 expired. */
const ON = 0x1000;

/** Returns the products of `SECURITY_SCRIPT`; `null` where the text is no answer. */
export function parseSecurityProducts(text: string): readonly SecurityProduct[] | null {
  if (text.trim() === '') return [];
  const parsed = parseJson(text);
  if (parsed === null) return null;
  return listOf(parsed).flatMap((one) => {
    const name = textOf(one['displayName']).trim().slice(0, 120);
    const state = Number(textOf(one['productState']));
    if (name === '' || !Number.isInteger(state)) return [];
    const kind = textOf(one['Kind']) === 'FirewallProduct' ? 'firewall' : 'antivirus';
    return [{ kind, name, isOn: (state & ON) !== 0 } as const];
  });
}
