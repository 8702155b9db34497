/** Japanese words of the relay: its own pages, and what is said where it can't be started. */
import type { RelayMessages } from './messages.ts';

export const relayJa: RelayMessages = {
  notices: {
    'bad-request': {
      title: '要求を読み取れませんでした',
      explanation:
        'このパソコンのプログラムから届いた内容が、正しいHTTPの要求ではないため、先へ送りませんでした。サイトや会社のプロキシの問題ではありません。',
    },
    'not-for-a-proxy': {
      title: 'ここはサイトではなく中継です',
      explanation:
        'Throughwayが、プロキシとして使うプログラムを待っています。このアドレスは、アドレス欄ではなくプロキシサーバーの設定に入力してください。',
    },
    'too-large': {
      title: '要求の見出し部分が大きすぎます',
      explanation:
        '中継が受け付ける大きさを超えています。Cookieがたまりすぎていることが多いので、そのサイトのCookieを削除して、もう一度試してください。',
    },
    'not-allowed': {
      title: 'この中継は別の人のものです',
      explanation: '始めた人のパスワードでサインインするため、同じアカウントのプログラムだけが使えます。',
    },
    'secret-needed': {
      title: '中継が専用のキーを求めています',
      explanation:
        'この中継は、専用のキーを付けて始められました。開始時に示されたファイルにあるユーザー名とパスワードを指定してください。',
    },
    'not-supported': {
      title: 'この中継では扱えない要求です',
      explanation:
        '扱えるのは、httpの要求、トンネル（CONNECT）、SOCKS5の接続です。届いた要求は、このどれでもありません。',
    },
  },
  page: {
    whatToDo: '次にすること',
    causeCode: '原因コード：',
    writtenBy: 'このページは、サイトではなく、このパソコンのThroughwayが表示しています。',
  },
  cli: {
    badListen: (text) =>
      `「${text}」では接続を待てません。このパソコンのIPアドレスとポート番号を、127.0.0.1:8080のように指定してください。`,
    needsSecret: (address) =>
      `${address}では、ほかのパソコンからもあなたのサインインを使えてしまいます。キーを知る人だけが使えるように--secretを付けるか、127.0.0.1を指定してください。`,
    cannotListen: (address, code) =>
      `中継は${address}で接続を待てません（${code}）。--listenで別のアドレスかポート番号を指定してください。`,
    secretIn: (file) => `キーは${file}にあります。読めるのはあなただけで、中継を終えると消えます。`,
  },
};
