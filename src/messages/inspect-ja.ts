/** Japanese words of the site-owner view and of the administrator's view of a proxy. */
import type { FindingDetails } from '../inspect/finding.ts';
import type { FindingWords, inspectEn } from './inspect-en.ts';

const say = (title: string, text: string | ((d: Filled) => string)): FindingWords => ({
  title,
  text: typeof text === 'string' ? () => text : (details) => text(fill(details)),
});

type Filled = ReturnType<typeof fill>;

/** Every detail as text; what is absent reads as a dash. */
function fill(
  d: FindingDetails,
): Record<
  | 'url'
  | 'to'
  | 'host'
  | 'status'
  | 'other'
  | 'header'
  | 'value'
  | 'kind'
  | 'names'
  | 'ports'
  | 'days'
  | 'time'
  | 'count'
  | 'of'
  | 'ms',
  string
> {
  return {
    url: d.url ?? '–',
    to: d.to ?? '–',
    host: d.host ?? '–',
    status: d.status === undefined ? '–' : `${String(d.status)}番`,
    other: d.otherStatus === undefined ? '–' : `${String(d.otherStatus)}番`,
    header: d.header ?? '–',
    value: d.value ?? '–',
    kind: d.kind ?? '–',
    names: (d.names ?? ['–']).join('、'),
    ports: (d.ports ?? ['–']).join('、'),
    days: String(d.days ?? '–'),
    time: d.time?.slice(0, 10) ?? '–',
    count: String(d.count ?? '–'),
    of: String(d.of ?? '–'),
    ms: String(Math.round(d.ms ?? 0)),
  };
}

const findings: typeof inspectEn.findings = {
  'no-answer': say(
    'サイトから応答がありません',
    (d) =>
      `${d.url}を取得できません。サーバーが動いているか、名前とポート番号が正しいかを確かめてください。サーバーのエラーログにも手がかりがあります。`,
  ),
  'proxy-refused': say(
    'プロキシがこのアドレスを断っています',
    (d) =>
      `${d.url}に${d.status}を返しているのは、サイトではなくプロキシです。プロキシの管理者に確認するか、別のネットワークからサイトを確かめてください。`,
  ),
  'proxy-answered': say(
    'サイトの代わりにプロキシが応答しています',
    (d) => `${d.url}への${d.status}の応答は、プロキシが作ったものです。ヘッダーについての指摘はプロキシのものです。`,
  ),
  'error-status': say(
    'サイトが失敗を知らせています',
    (d) =>
      `${d.url}は${d.status}を返しています。この時刻のエラーログを確かめてください。最近変更した箇所があれば、まず元に戻してください。`,
  ),
  'redirect-loop': say(
    '転送が堂々巡りになっています',
    (d) =>
      `${d.url}から${d.to}へ戻り、いつまでもページが表示されません。httpとhttpsの間など、互いに送り返す二つの規則がないか確かめてください。`,
  ),
  'redirect-chain-long': say(
    'ページまでの転送が多すぎます',
    (d) =>
      `ページが表示されるまでに${d.count}回転送されます。訪れる人がそのたびに待つため、最後のアドレスへ直接転送してください。`,
  ),
  'redirect-to-clear': say(
    '暗号化のないアドレスへ転送しています',
    (d) =>
      `${d.url}から${d.to}へ転送しており、途中で読み取られたり書き換えられたりします。httpsのアドレスへ転送してください。`,
  ),
  'redirect-without-location': say(
    '転送先のない転送です',
    (d) =>
      `${d.url}は${d.status}を返していますが、転送先を示していません。ヘッダー（Location）を加えるか、別の番号で応答してください。`,
  ),
  'location-invalid': say(
    '転送先を読み取れません',
    (d) =>
      `${d.url}の転送先「${d.value}」は正しいアドレスではありません。空白や英数字以外の文字は%XXの形で書いてください。`,
  ),
  'challenge-missing': say(
    '401にサインインの方法がありません',
    (d) =>
      `${d.url}は401を返していますが、WWW-Authenticateがないため、ブラウザーはパスワードを尋ねられません。ヘッダーを加えるか、誰もサインインできないなら403を返してください。`,
  ),
  'challenge-malformed': say(
    'サインインの要求を読み取れません',
    (d) => `WWW-Authenticateが「${d.value}」になっています。値は引用符で囲み、項目の間にはコンマを入れてください。`,
  ),
  'basic-without-realm': say(
    'Basicに領域の名前がありません',
    'realmがないため、ブラウザーはどのパスワードを使うか判断できません。realmを加えてください。',
  ),
  'basic-in-clear': say(
    '暗号化せずにパスワードを求めています',
    (d) =>
      `${d.url}は、暗号化のないhttpでBasicのパスワードを求めています。途中で読み取られるため、先にhttpsへ転送してください。`,
  ),
  'digest-incomplete': say(
    'Digestに必要な項目がありません',
    (d) => `要求に${d.names}がありません。これがないと、どのプログラムも応答を計算できません。`,
  ),
  'bearer-without-parameters': say(
    'Bearerに項目がありません',
    '方式の名前のあとに、realmやscopeなどの項目が一つ以上必要です。',
  ),
  'bearer-error-without-token': say(
    '送っていないトークンの誤りを返しています',
    (d) =>
      `トークンを送っていないのに「${d.value}」と返しています。最初の要求には、トークンが必要なことだけを知らせてください。`,
  ),
  'site-sends-407': say(
    'サイトがプロキシ用の番号を返しています',
    (d) =>
      `${d.url}は407を返していますが、これはプロキシだけが使う番号です。ブラウザーがプロキシのパスワードを尋ね、サイトに渡してしまいます。401を返してください。`,
  ),
  'allow-missing': say(
    '405に使えるメソッドがありません',
    '405の応答では、使えるメソッドをヘッダー（Allow）で示す必要があります。',
  ),
  'retry-after-invalid': say(
    'Retry-Afterを読み取れません',
    (d) => `「${d.value}」は秒数でも日時でもないため、いつ再び試せばよいか分かりません。`,
  ),
  'date-missing': say(
    '応答に日時がありません',
    '時計のあるサーバーは、ヘッダー（Date）を送る必要があります。キャッシュやサインインが日時を使います。',
  ),
  'date-invalid': say(
    '応答の日時を読み取れません',
    (d) => `${d.header}が「${d.value}」になっています。「Sun, 22 Nov 2026 08:00:00 GMT」の形で書いてください。`,
  ),
  'length-and-chunked': say(
    '一つの応答に長さが二つあります',
    'Content-LengthとTransfer-Encodingの両方があります。攻撃に使われる形のため、プロキシに断られます。どちらかを取り除いてください。',
  ),
  'lengths-differ': say(
    'Content-Lengthが食い違っています',
    (d) => `「${d.value}」となっており、応答の終わりが決まらないため、プロキシに断られます。`,
  ),
  'length-not-allowed': say(
    '本文のない応答に長さがあります',
    '204の応答には本文がないため、Content-Lengthを付けてはいけません。',
  ),
  'body-cut': say(
    '応答が途中で切れています',
    (d) =>
      `${d.count}バイトのところで、応答が終わる前に接続が閉じられました。Webサーバーの裏のプログラムが止まったようです。そのログを確かめてください。`,
  ),
  'hsts-invalid': say(
    'Strict-Transport-Securityを読み取れません',
    (d) => `「${d.value}」は「max-age=31536000; includeSubDomains」の形ではないため、ブラウザーは無視します。`,
  ),
  'hsts-in-clear': say(
    '暗号化なしでStrict-Transport-Securityがあります',
    '暗号化のないhttpでは、ブラウザーはこのヘッダーを無視します。httpsだけで送ってください。',
  ),
  'cookie-not-secure': say(
    '暗号化なしで送られうるCookieがあります',
    (d) => `Secureの付いていないCookieがあります：${d.names}。暗号化のない要求が一つあるだけで漏れてしまいます。`,
  ),
  'crawler-status': say(
    '検索エンジンへの応答が違います',
    (d) =>
      `検索エンジンには${d.status}、ブラウザーには${d.other}を返しています。検索エンジンが取得できないページは検索結果から消えます。User-Agentを見ている規則やプラグインを探してください。`,
  ),
  'crawler-redirect': say(
    '検索エンジンだけが別の場所へ送られています',
    (d) =>
      `検索エンジンだけが${d.to}へ転送されています。.htaccessやプラグインに、攻撃者がこのような転送を隠すことがあります。`,
  ),
  'crawler-noindex': say('検索エンジンだけに登録を断っています', '検索エンジンへの応答だけにnoindexがあります。'),
  noindex: say('検索エンジンへの登録を断っています', 'ページにnoindexがあります。意図したものなら問題ありません。'),
  'certificate-expired': say(
    '証明書の期限が切れています',
    (d) =>
      `${d.kind}の証明書は${d.time}に期限が切れ、${d.days}日たっています。更新し、自動で更新されなかった理由も確かめてください。`,
  ),
  'certificate-not-yet-valid': say(
    '証明書がまだ有効ではありません',
    (d) => `${d.kind}の証明書は${d.time}から有効です。時計が合っているか確かめてください。`,
  ),
  'certificate-expires-soon': say(
    '証明書の期限がまもなく切れます',
    (d) => `${d.kind}の証明書は${d.time}に期限が切れます（残り${d.days}日）。今のうちに更新してください。`,
  ),
  'certificate-name': say(
    '証明書が別の名前のものです',
    (d) =>
      `${d.host}は証明書の名前に含まれていません（${d.names}）。名前を加えるか、このサーバー用の証明書を使ってください。`,
  ),
  'chain-incomplete': say(
    '証明書のつながりが欠けています',
    (d) =>
      `${d.host}は証明書を${d.count}枚送っていますが、発行元「${d.kind}」がここでは知られていません。中間証明書も送ってください。自社の発行元なら、その証明書を配る必要があります。`,
  ),
  'certificate-self-signed': say(
    '証明書が自分自身で署名されています',
    (d) => `${d.host}は、知られている発行元の署名がない${d.kind}の証明書を使っています。`,
  ),
  'certificate-refused': say(
    '証明書を受け付けられません',
    (d) => `${d.host}の証明書は${d.value}のため受け付けられません。`,
  ),
  'key-weak': say(
    '鍵が短すぎます',
    (d) => `${d.kind}の${d.value}の鍵は${d.count}ビットです。2048ビット以上のRSAか、P-256を使ってください。`,
  ),
  'signature-weak': say(
    '署名が弱すぎます',
    (d) => `${d.kind}の証明書は${d.value}で署名されており、ブラウザーに断られます。SHA-256で発行し直してください。`,
  ),
  'proxy-unreachable': say(
    'プロキシに接続できません',
    (d) =>
      `${d.of}個のアドレス（${d.names}）のどれも接続を受け付けません。動いているか、途中にファイアウォールがないかを確かめてください。`,
  ),
  'proxy-name-unknown': say(
    'プロキシの名前が見つかりません',
    (d) =>
      `${d.host}のアドレスが、このパソコンからは見つかりません。名前のつづりと、利用者の使うDNSサーバーがこの名前を知っているかを確かめてください。`,
  ),
  'not-a-proxy': say(
    'そこにプロキシはありません',
    (d) => `接続は受け付けますが、${d.kind}の種類のプロキシとしては応答しません。`,
  ),
  'kind-differs': say(
    'プロキシの種類が違います',
    (d) => `${d.names}として尋ねましたが、${d.kind}として応答しました。配る設定では、この種類を指定してください。`,
  ),
  'proxy-tls-failed': say(
    'プロキシとの通信を暗号化できません',
    'TLSを使うはずのプロキシですが、手順が途中で失敗します。証明書とポート番号を確かめてください。',
  ),
  'no-sign-in': say(
    'サインインを求めていません',
    'つながる人なら誰にでも中継しています。ネットワークに入れること自体が許可になっているなら問題ありません。',
  ),
  'proxy-basic-in-clear': say(
    'パスワードが暗号化されずに流れます',
    (d) =>
      `暗号化のない接続でBasicを示しています（${d.names}）。社員のパスワードが途中で読み取られます。プロキシとの通信を暗号化するか、Basicをやめてください。`,
  ),
  'weak-schemes-only': say(
    '弱いサインイン方式しかありません',
    (d) => `示されているのは${d.names}だけです。Negotiateを加えるか、プロキシとの通信を暗号化してください。`,
  ),
  'proxy-challenge-missing': say(
    '407にサインインの方法がありません',
    '407を返していますが、Proxy-Authenticateがないため、どのプログラムもサインインできません。',
  ),
  'proxy-challenge-malformed': say(
    'サインインの要求を読み取れません',
    'Proxy-Authenticateが、プログラムに分かる形になっていません。',
  ),
  'proxy-sends-401': say(
    'プロキシがサイト用の番号を返しています',
    'CONNECTに401を返しています。プログラムはサイトからの要求だと受け取ります。プロキシは407を返す必要があります。',
  ),
  'sign-in-rejected': say(
    'サインインが受け付けられませんでした',
    'ユーザー名かパスワードが断られました。アカウントがロックされないよう、一度だけ送り、再送はしていません。',
  ),
  'connection-not-kept': say(
    'サインインの途中で接続が閉じられます',
    (d) =>
      `${d.kind}は接続ごとにサインインしますが、プロキシ（またはその前の負荷分散装置）が途中で接続を閉じるため、誰もサインインできません。接続を維持するか、同じ機器につながるようにしてください。`,
  ),
  'connect-443-refused': say(
    '暗号化されたサイトを断っています',
    '443番ポートへの中継を断っているため、httpsのアドレスはどれも開けません。',
  ),
  'connect-open-ports': say(
    '暗号化されたページ以外にも中継しています',
    (d) =>
      `次のポートにも中継しています：${d.ports}。メールや遠隔操作など何でも通せるため、必要なものだけを許可してください。`,
  ),
  'via-missing': say(
    'プロキシが名乗っていません',
    '中継した応答にViaがありません。堂々巡りや、誤りの出どころが分からなくなります。',
  ),
  'no-forwarding': say(
    '何も中継されません',
    (d) =>
      `比較用のサイト${d.url}から、プロキシを通すと応答がありません。プロキシから外への経路と、名前の検索を確かめてください。`,
  ),
  'unknown-name-answered': say(
    '存在しないサイトが応答しています',
    (d) =>
      `存在しない名前に、プロキシが${d.status}を返しています。名前の検索が書き換えられているか、独自のページを表示しています。502を返すのが正しい動作です。`,
  ),
  'unknown-name-silent': say(
    '知らない名前に応答がありません',
    (d) =>
      `存在しない名前を尋ねると、${d.ms}ミリ秒たっても応答がありません。利用者には、いつまでも読み込み中に見えます。どのDNSサーバーを使っているか確かめてください。`,
  ),
  'unknown-name-slow': say(
    '知らない名前への応答が遅れます',
    (d) => `名前が存在しないと答えるまでに${d.ms}ミリ秒かかっています。応答しないDNSサーバーが混じっているようです。`,
  ),
  'proxy-dns-fails': say(
    'プロキシが名前を検索できません',
    (d) => `${d.host}のアドレスには届きますが、名前では届きません。プロキシが使うDNSサーバーを確かめてください。`,
  ),
  'server-detail': say(
    'エラーのページがバージョンを知らせています',
    (d) => `「${d.value}」から、狙いやすい弱点が分かってしまいます。プロキシの名乗りを短くしてください。`,
  ),
  'ipv6-broken': say(
    'IPv6のアドレスが応答しません',
    (d) =>
      `名前にあるアドレス${d.names}はどれも応答せず、IPv4だけが応答します。IPv6を先に試すプログラムは、必ず待たされます。`,
  ),
  'ipv4-broken': say(
    'IPv4のアドレスが応答しません',
    (d) => `名前にあるアドレス${d.names}はどれも応答せず、IPv6だけが応答します。`,
  ),
  'some-addresses-dead': say(
    '応答しないアドレスがあります',
    (d) =>
      `${d.of}個のうち${d.count}個のアドレスが接続を受け付けません：${d.names}。名前から外すか、機器を復旧してください。`,
  ),
  'requests-lost': say(
    '要求が失われています',
    (d) =>
      `小さな要求${d.of}回のうち${d.count}回に応答がありませんでした。プロキシの負荷と、そこまでの経路を確かめてください。`,
  ),
  'answers-slow': say(
    'プロキシの応答が遅くなっています',
    (d) => `プロキシ自身が答えるだけの要求でも、半分は${d.ms}ミリ秒より長くかかっています。`,
  ),
  'answers-uneven': say(
    'プロキシの応答時間にばらつきがあります',
    (d) => `応答時間が、前の応答と平均で${d.ms}ミリ秒違います。`,
  ),
};

const advice: typeof inspectEn.advice = {
  'certificate-dates': '証明書の期限を確かめて更新し、自動で更新されるようにする。',
  'certificate-chain': '証明書を、発行元の中間証明書と一緒に入れる。',
  'undo-last-change': '最後に変更した箇所を元に戻し、もう一度確かめる。',
  'disable-plugins': 'プラグインや拡張機能を一つずつ止め、そのたびに確かめる。',
  'read-error-log': 'この確認をした時刻の、Webサーバーのエラーログを読む。',
  'htaccess-redirects': '.htaccess、サーバーの設定、サイトの設定で転送を探し、食い違うものは一つだけ残す。',
  'debug-on-copy': '公開中のサイトではなく、複製したサイトで原因を探す。',
  'fix-header': '上に示した箇所のヘッダーを直す。直し方は、横に示した標準にある。',
  'look-as-crawler': '検索エンジンと同じ方法でページを見て、応答を変えているものを探す。',
  'ask-proxy-admin': 'プロキシの管理者に確認するか、別のネットワークからサイトを確かめる。',
  'encrypt-proxy': 'プロキシとの通信を暗号化するか、パスワードが見えてしまうサインイン方式をやめる。',
  'restrict-ports': '必要なポートへの中継だけを許可する。',
  'keep-connections': 'サインインの間は、プロキシの前の負荷分散装置でも接続を維持する。',
  'check-proxy-dns': 'プロキシの上で、DNSサーバーを一つずつ確かめる。',
  'check-proxy-network': 'プロキシの負荷、ネットワーク、手前のファイアウォールを確かめる。',
  'check-sign-in': 'プロキシのサインインの設定と、パスワードを確かめるサービスを見直す。',
};

/** By what it is known who answered, by the codes of the judge. */
const evidences: Readonly<Record<string, string>> = {
  'inside-tunnel': 'サイトまでのトンネルを通って届いたこと',
  'direct-route': '途中にプロキシがないこと',
  'proxy-authenticate': 'プロキシへのサインインを求めていること',
  'proxy-status-error': 'Proxy-Statusヘッダーがプロキシのエラーを示していること',
  'proxy-status-received': 'Proxy-Statusヘッダーがサイトの応答を示していること',
  'via-missing': 'プロキシが中継するときに付けるViaヘッダーがないこと',
  'via-of-the-site': 'Viaヘッダーにプロキシの先のサーバーがあること',
  'via-as-forwarded': 'プロキシが中継するときに付けるViaヘッダーがあること',
  'x-squid-error': 'プロキシ自身の応答に付くX-Squid-Errorヘッダーがあること',
  'control-fails-alike': 'ほかのサイトでも同じ応答になること',
  via: '中継したサーバーのViaヘッダーがあること',
  'tunnel-allowed': '同じサイトへのトンネルをプロキシが許可すること',
  'tunnel-refused': '同じサイトへのトンネルもプロキシが断ること',
  'status-only': '応答の番号だけ',
  'answer-to-connect': 'プロキシだけが受け取るトンネルの要求に応答していること',
  'answer-to-socks': 'プロキシだけが受け取るSOCKSの要求に応答していること',
};

export const inspectJa: typeof inspectEn = {
  severities: { problem: '問題', warning: '対応が必要', note: '参考' },
  findings,
  advice,
  portOutcomes: {
    open: '許可',
    tried: '許可（相手の応答なし）',
    refused: '拒否',
    silent: '時間内に応答なし',
    'sign-in': '先にサインインが必要',
    failed: '接続が切れました',
  },
  strengths: { strong: '強い', fair: '普通', weak: '弱い', unknown: '不明' },
  signInOutcomes: { accepted: '受け付けられました', rejected: '断られました', 'not-tried': '試していません' },
  siteTitle: 'サイトの点検',
  proxyTitle: 'プロキシの点検',
  clean: '対応の必要なものは見つかりませんでした。',
  counts: (problems, warnings, notes) =>
    `問題${String(problems)}件、対応が必要${String(warnings)}件、参考${String(notes)}件`,
  findingsTitle: '見つかったこと',
  adviceTitle: 'まずすること',
  chain: '一段ずつの経過',
  answeredBy: { proxy: 'プロキシが応答', site: 'サイトが応答', nobody: '応答なし' },
  answeredByEvidence: (evidence) =>
    `判断の根拠：${Object.hasOwn(evidences, evidence) ? (evidences[evidence] ?? '') : evidence}`,
  leadsTo: (url) => `転送先：${url}`,
  certificates: '証明書',
  certificateOf: (host) => `${host}の証明書`,
  issuedBy: (issuer) => `発行元：${issuer}`,
  validUntil: (date, days) =>
    days < 0 ? `${date}に期限切れ（${String(-days)}日前）` : `${date}まで有効（残り${String(days)}日）`,
  key: (kind, bits) => (bits === '' ? kind : `${kind} ${bits}ビット`),
  crawler: 'ブラウザーと検索エンジン',
  asBrowser: 'ブラウザーとして',
  asCrawler: '検索エンジンとして',
  noindex: 'noindex',
  addresses: 'アドレス',
  speaks: '応答した種類',
  signIn: 'サインイン',
  noSignIn: '求められません',
  scheme: '方式',
  strength: '強さ',
  ports: 'ポートごとの中継',
  port: 'ポート番号',
  outcome: '結果',
  keepAlive: 'サインイン中の接続',
  kept: '維持されます',
  notKept: '閉じられます',
  names: '名乗り方',
  errors: '断り方',
  unknownName: '知らない名前のとき',
  refusedPort: '許可されていないポートのとき',
  closedPort: '相手が接続を受け付けないとき',
  quality: '速さと損失',
  qualityLine: (min, median, p90, jitter) => `最短${min}、半分は${median}以内、9割は${p90}以内、ばらつき${jitter}`,
  lossLine: (lost, of) => `${String(of)}回のうち${String(lost)}回失われました`,
  qualityPlot: '要求の順に並べた応答時間',
  plotAnswer: (index, ms) => `${String(index)}回目：${ms}`,
  plotLost: (index) => `${String(index)}回目：応答なし`,
  cli: {
    exitStatus: '終了の番号は、対応の必要なものがなければ0、あれば1です。',
    announceSite: (url) => `${url}を、Throughway、ブラウザー、検索エンジンの三つの名前で取得し、転送もたどります。`,
    announceProxy: (proxy, requests, ports) =>
      `プロキシ${proxy}に、各種類のあいさつ、比較用のサイト二つ、その一つのポート${ports}への中継（何も送らず、すぐに閉じます）、存在しない名前、小さな要求${String(requests)}回を順に送ります。`,
    notProxy: (text) =>
      `「${text}」はプロキシの指定ではありません。proxy.example:3128のように、HOST:PORTの形で書いてください。`,
    requestsRange: (text) => `「${text}」は要求の回数として使えません。1から100までの整数を指定してください。`,
    eitherOr: 'サイトを見るにはURLを、プロキシを見るには--proxy HOST:PORTを指定してください。両方は指定できません。',
  },
  page: {
    siteTitle: '運営者としてサイトを見る',
    siteLead: 'アドレスまでの転送、証明書、ヘッダーを、標準と照らし合わせて確かめます。',
    siteField: 'サイトのアドレス',
    proxyTitle: '管理者としてプロキシを見る',
    proxyLead: 'サインイン方式、中継を許すポート、断り方、応答の速さを確かめます。',
    proxyField: 'プロキシ',
    portField: 'ポート番号',
    kindField: 'プロキシの種類',
    userField: 'ユーザー名（サインインが必要な場合）',
    passwordField: 'パスワード',
    sends:
      'プロキシに小さな要求を40回ほど送り、比較用のサイトのポート443、8443、563、80、22、25への中継を頼みます。その先には何も送りません。',
    start: '確認する',
    again: 'もう一度確認する',
    running: '確認しています',
    cancel: '中止する',
    raw: '観測した内容のすべて',
    linkSite: '運営者としてこのサイトを見る',
    linkProxy: '管理者としてこのプロキシを見る',
    step: '段階',
    answer: '応答',
    address: 'アドレス',
  },
};
