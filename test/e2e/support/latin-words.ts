/** Finds English where Japanese was chosen. */
import { networkInterfaces } from 'node:os';
import type { Page } from '@playwright/test';

/** Names of products, formats and protocols; file names and addresses are recognised by their form. */
const ALLOWED = new Set(
  `Throughway English GNOME KDE Windows macOS Linux VPN PAC WPAD DNS TLS SSL HTTP HTTPS FTP SOCKS SOCKS4 SOCKS5 URL JSON IT
  Wi-Fi Cookie Electron realm http https ftp Basic Digest NTLM Negotiate Kerberos OK IP ID DOMAIN name Chrome Edge Chromium
  Web Firefox Java Node Python OS git npm throughway pac lint eval host port Caps Lock Proxy-Authenticate
  ADMX Intune Jamf Ansible mobileconfig zip sig T09 local preset show pip curl wget apt Maven pnpm Yarn conda Docker Gradle NuGet Visual Studio Code Go Cargo AWS CLI WSL Markdown
  unset CONNECT GET DIRECT PROXY Corp NXDOMAIN SERVFAIL TCP UDP RFC ICMP SNI CA SSH HTML Office NTP DHCP IPv4 IPv6 ping UTC x64 arm64`.split(
    /\s+/u,
  ),
);

/** Named by the system. */
const INTERFACES = new Set(Object.keys(networkInterfaces()));

/** Words of Latin letters in the visible text and in names for assistive technology, but for those that may be there. */
export async function latinWords(page: Page): Promise<readonly string[]> {
  const text = await page.evaluate(() => {
    const parts: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const parent = node.parentElement;
      // Code, addresses and what other programs have written stand in a typeface of their own.
      if (parent === null || parent.closest('.mono, pre, code, script, style, [lang=en]') !== null) continue;
      parts.push(node.textContent ?? '');
    }
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) parts.push(element.getAttribute(name) ?? '');
    }
    return parts.join('\n');
  });
  const plain = text
    .replace(/https?:\/\/[^\s、。（）「」]+/gu, ' ')
    // Numbers of observations.
    .replace(/\bo\d+\b/gu, ' ')
    // Host names, cause codes, paths, user name forms, variables.
    .replace(/[\w-]+(?:[.@/\\][\w-]+)+/gu, ' ')
    .replace(/\/[\w/.-]+/gu, ' ')
    .replace(/[a-z]+(?:[-_][a-z]+)+/gu, ' ');
  return [...new Set(plain.match(/[A-Za-z][A-Za-z0-9-]*/gu) ?? [])].filter(
    (word) => !ALLOWED.has(word) && !INTERFACES.has(word),
  );
}
