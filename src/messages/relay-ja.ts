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
  window: {
    title: 'サインインの中継',
    lead: '会社のプロキシに自分ではサインインできないプログラムのためのものです。その通信をこのパソコンの中で受け取り、「サインイン情報」に保存したものでサインインします。',
    keep: 'プログラムに使わせる',
    on: 'オン',
    off: 'オフ',
    port: 'ポート番号',
    portHint: '1024から65535まで。プログラムには、プロキシとして127.0.0.1とこの番号を指定します。',
    listening: (address) => `プログラムは${address}から使えます`,
    counts: (requests, tunnels, clients) => `要求${requests}件、トンネル${tunnels}件、今つながっている数${clients}`,
    setTools: 'ツールに設定する…',
    toolsAgree: 'この内容で設定する',
    toolsNothing: 'このパソコンのツールは、もうこの中継を使っています。',
    toolsTold: 'gitなどのツールがこの中継を使っています。オフにすると、設定は元に戻ります。',
    toolsRestart: '設定したあとで起動し直すもの',
    forbidden: '組織の設定で、中継は使えないことになっています。',
    trayOn: (address) => `中継：${address}`,
    turnOff: '中継をオフにする',
  },
  cli: {
    badListen: (text) =>
      `「${text}」では接続を待てません。このパソコンのIPアドレスとポート番号を、127.0.0.1:8080のように指定してください。`,
    badProxy: (text) =>
      `「${text}」は、中継先のプロキシとして使えません。http://proxy.example:8080やsocks5://proxy.example:1080のように指定してください。`,
    needsSecret: (address) =>
      `${address}では、ほかのパソコンからもあなたのサインインを使えてしまいます。キーを知る人だけが使えるように--secretを付けるか、127.0.0.1を指定してください。`,
    cannotListen: (address, code) =>
      `中継は${address}で接続を待てません（${code}）。--listenで別のアドレスかポート番号を指定してください。`,
    forbidden: '組織の設定（relay.on）で、中継は使えないことになっています。社内の管理者に相談してください。',
    secretIn: (file) => `キーは${file}にあります。読めるのはあなただけで、中継を終えると消えます。`,
    toolsNeedPort:
      'ツールには変わらないアドレスが必要です。--listen 127.0.0.1:3128のように、127.0.0.1とポート番号を指定してください。',
    toolsBesideSecret:
      'ツールに中継のキーを使わせるには、キーをそのまま書き残すことになります。そのため、--set-toolsと--secretは一緒に使えません。',
    keepAlone: '--keep-toolsは--set-toolsの設定を残すためのものです。両方を指定してください。',
    toolsBack: 'ツールの設定を元に戻しました。',
    toolsKept: (id) => `ツールはまだこの中継を使う設定です。「throughway undo ${id}」で元に戻せます。`,
  },
};
