/** 開発ツールのプロキシ設定について、人が読む日本語の文言。 */
import type { toolsEn } from './tools-en.ts';

export const toolsJa: typeof toolsEn = {
  states: {
    agrees: '同じ経路です',
    differs: '別の経路です',
    'follows-environment': '環境変数に従います',
    cannot: 'この経路は使えません',
  },
  reasons: {
    'same-proxy': '同じプロキシを使います。',
    'both-direct': 'どちらもプロキシを使いません。',
    'first-of-several': '1番目のプロキシを使います。2番目以降は使えません。',
    'same-for-this-address':
      'このアドレスでは同じ経路です。スクリプトは接続先によって別の経路を選ぶことがありますが、このツールはスクリプトを実行できません。',
    'follows-system': 'パソコンの設定に従います。',
    'other-proxy': '別のプロキシを使います。',
    'proxy-where-direct': 'このパソコンが直接つなぐところで、プロキシを使います。',
    'direct-where-proxy': 'このパソコンがプロキシを使うところで、直接つなごうとします。',
    'invalid-address': 'プロキシのアドレスとして使えない値が入っています。',
    'script-only': '経路はスクリプトが決めていますが、このツールはスクリプトを実行できません。',
    'exception-not-taken':
      'このパソコンでは、このアドレスにプロキシを使いません。このツールでは、使わない接続先を指定できるとしても環境変数no_proxyだけです。',
    'kind-not-spoken': 'この種類のプロキシは使えません。',
    'route-unknown': 'このパソコンの経路が分かりません。',
    unreadable: '設定を読み取れませんでした。',
    'environment-unknown': '環境変数を読み取れませんでした。',
  },
  follows: {
    environment: '自分の設定はなく、環境変数に従います',
    system: '自分の設定はなく、パソコンの設定に従います',
    nothing: '自分の設定はなく、直接つなぎます',
  },
  problems: {
    'environment-only': () => 'プロキシ用の設定ファイルがありません。代わりに環境変数を設定してください。',
    'system-only': () => 'パソコンの設定に従います。代わりにそちらを設定してください。',
    'no-place': () => '設定ファイルがありません。このファイルは新しく作れません。',
    'script-not-spoken': () =>
      '自動設定スクリプトは実行できません。プロキシを1つ指定するか、このパソコンの中継のアドレスを指定してください。',
    'kind-not-spoken': (what) => `${what}という種類のプロキシは使えません。`,
    'two-proxies': () => 'httpとhttpsで同じプロキシしか使えませんが、指定が異なります。',
    'invalid-address': () => 'プロキシのアドレスが使えません。',
    unreadable: (what) => `${what}を読み取れませんでした。`,
    'not-understood': (what) => `${what}が正しくないか、対応していない書き方です。このファイルには触れません。`,
  },
  notes: {
    'exceptions-lost': (what) => `次の「プロキシを使わない接続先」は、このツールでは書き表せません：${what}`,
    'exceptions-wider': (what) => `次の接続先は、このツールではその下の名前にも効きます：${what}`,
    'exceptions-from-environment': () => '「プロキシを使わない接続先」は、環境変数no_proxyだけから読み取ります。',
    'no-exceptions': () => '「プロキシを使わない接続先」を設定できません。すべてプロキシを通ります。',
    'credentials-left-out': () =>
      'ファイルは誰でも読める文字なので、ユーザー名とパスワードは書き込みません。このパソコンの中継が代わりにサインインできます。',
    'then-follows': (what) => `その後：${what}。`,
    'variable-wins': (what) => `環境変数${what}が、このファイルより優先されます。`,
  },
  cli: {
    heading: (url) => `ツールの設定（${url}への経路と比べた結果）`,
    none: 'プロキシ設定を持つツールは見つかりませんでした。',
    notInstalled: (names) => `このパソコンにないもの：${names}`,
    says: '設定',
    from: '書かれている場所',
    credentials: 'ユーザー名かパスワードが、読める文字で書かれています。',
    unreadable: (file) => `${file}を読み取れないか、対応していない書き方です`,
    setHint: '「throughway settings set --tools NAME --from-route」で設定できます。',
    unknownTool: (name, choices) => `「${name}」というツールはありません。${choices}、またはallから選んでください。`,
    noWay: '設定する内容がありません。--proxy、--from-route、--directのどれかを指定してください。',
    noSuchOption: (option) => `${option}は--toolsと一緒に使えません。`,
    routeUnknown: 'このパソコンの経路が分からないため、何も変えていません。代わりに--proxyを指定してください。',
    willChange: '変更する内容',
    already: (name) => `${name}：すでにその設定です`,
    leftOut: (name, why) => `${name}：対象から外しました。${why}`,
    nothing: '何も変えていません。',
  },
};
