import { describe, expect, it } from 'vitest';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';
import { ja } from '../../../src/messages/ja.ts';
import { loadArticles } from '../../../src/messages/load-articles.ts';
import { texts } from './helpers.ts';
import type { Text } from './helpers.ts';

/** Names and terms that Japanese readers know in Latin letters. */
const TERMS = new Set(
  (
    'VPN PAC URL HTTP HTTPS TLS DNS IP CONNECT SOCKS SOCKS4 SOCKS5 WPAD OK IT Throughway GNOME KDE Windows macOS Linux Kerberos NTLM Negotiate ' +
    'Basic Digest Wi-Fi Web Cookie OS Caps Lock JSON PEM MTU MSS ICMP DHCP SNI WAF KB RFC IPv4 IPv6 UDP TCP DIRECT PROXY Firefox Chrome Edge Chromium Electron Java Node ' +
    'Python git npm http https ftp www WWW-Authenticate Proxy-Authenticate Retry-After FindProxyForURL realm English Ctrl+C XX ' +
    'DOMAIN user name company HOST PORT NAME HH host port env gnome kde windows macos firefox preset auto md html json zip ja en ' +
    'throughway diagnose credentials set list practice explain help fragmentation needed packet too big file htaccess ' +
    'js FILE HTML Markdown Location Bearer scope Allow Date Sun Nov GMT Content-Length Transfer-Encoding Via yes no ' +
    'Strict-Transport-Security max-age includeSubDomains Secure User-Agent noindex RSA P-256 SHA-256 socks4 socks5 ' +
    'm h d check change fix notice csv watch history show ' +
    'JavaScript return isInNet THROUGHWAY_DATA_DIR Git pip netrc curl Wget Docker run build sudo y n etc-environment ID last NetworkManager ' +
    'table Ed25519 all undo sig admx mobileconfig intune jamf ansible reg Enter true false local apply N no_proxy relay on ADMX Intune Jamf Ansible UTF-8'
  ).split(' '),
);

/** Things that are typed as they stand: addresses, options, commands, file names, code. */
const LITERALS =
  /https?:\/\/[\w.:/-]*|--[a-z-]+|\/etc\/[a-z/]+|[\w.-]*\.(?:example|com|jp|htaccess)\S*?(?=[ぁ-んァ-ヶ一-龠]|$)|application\/[\w-]+|「throughway[^」]*」|throughway \S+.*|proxy\.[a-z-]+|\w+@\w+|%XX/gu;

const KANA_OR_KANJI = '[\\u3040-\\u30ff\\u4e00-\\u9fff々]';

const causeTexts = (): readonly Text[] =>
  CAUSE_CODES.flatMap((code) => {
    const args = { target: '', url: '' };
    const words = ja.causes[code];
    return [words.title(args), words.explanation(args), words.nextStep(args)].map((text) => ({ path: code, text }));
  });

const articleTexts = async (): Promise<readonly Text[]> =>
  (await loadArticles('ja')).all.flatMap((article) =>
    texts({ ...article, related: [], id: '' }, '').map((one) => ({
      path: `${article.id}.${one.path}`,
      text: one.text,
    })),
  );

const all = async (): Promise<readonly Text[]> => [
  ...texts({ ...ja, causes: {} }, ''),
  ...causeTexts(),
  ...(await articleTexts()),
];

describe('Japanese texts', () => {
  it('hold no English words but known terms', async () => {
    const unknown = (await all()).flatMap(({ path, text }) =>
      (text.replaceAll(LITERALS, '').match(/[A-Za-z][\w+-]*/gu) ?? [])
        .filter((word) => !TERMS.has(word))
        .map((word) => `${path}: ${word}`),
    );
    expect(unknown).toEqual([]);
  });

  it('use full-width punctuation between kana and kanji', async () => {
    const half = new RegExp(`${KANA_OR_KANJI}[,.;:?()\\[\\]]|[,;?()\\[\\]]${KANA_OR_KANJI}`, 'u');
    const found = (await all()).filter(({ text }) => half.test(text.replaceAll(/: $/gu, '')));
    expect(found).toEqual([]);
  });

  it('put no blank beside kana or kanji', async () => {
    const blank = new RegExp(`${KANA_OR_KANJI} |(?<!practice|throughway|eval|lint) ${KANA_OR_KANJI}`, 'u');
    expect((await all()).filter(({ text }) => blank.test(text))).toEqual([]);
  });

  it('keep long vowels and the agreed terms', async () => {
    const found = (await all()).filter(({ text }) =>
      /サーバ(?!ー)|ユーザ(?!ー)|ブラウザ(?!ー)|プロクシ|端末|エラーが発生/u.test(text),
    );
    expect(found).toEqual([]);
  });
});
