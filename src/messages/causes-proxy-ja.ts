import { causeText, proxyAddress, wordFor } from './cause-text.ts';
import { day, issuer, it, proxy, proxyWithPort, status } from './cause-words-ja.ts';
import type { CauseArgs, CausesProxy } from './messages.ts';
import { schemeName } from './scheme-name.ts';
import { vocabularyJa } from './vocabulary-ja.ts';

/** Japanese words for the causes at the proxy. */
export const causesProxyJa = {
  'proxy.down': causeText(
    'プロキシが動いていません',
    (a) =>
      `${a.proxyHost ?? 'プロキシのあるサーバー'}は動いていますが、${a.proxyPort === undefined ? '設定されたポート' : `${String(a.proxyPort)}番`}への接続を断っています。ほかの主なポートにもプロキシはなく、プロキシの機能が止まっていると考えられます。`,
    (a) => `${it(a)}に、${proxyWithPort(a)}が接続を断ることを伝えてください。`,
  ),
  'proxy.unreachable': causeText(
    'プロキシに届きません',
    (a) =>
      `${proxy(a)}は、試したどのポートでも応答しません。電源が切れているか、このネットワークからは届かない場所にあるようです。`,
    (a) =>
      `正しいネットワークにつながっているか確かめ、合っていれば、${it(a)}に${proxyWithPort(a)}が応答しないことを伝えてください。`,
  ),
  'proxy.not-a-proxy': causeText(
    'このアドレスにあるのはプロキシではありません',
    (a) =>
      `${a.proxyHost === undefined ? '設定されたアドレス' : proxyAddress(a)}で応答したのは、Webサーバーなど別のサービスです。ほかのサイトへの中継はしないため、アドレスかポート番号を直す必要があります。`,
    (a) => `${it(a)}に正しいプロキシのアドレスを尋ね、設定を直してください。`,
  ),
  'proxy.no-response': causeText(
    'プロキシが返事をしません',
    (a) =>
      `${proxy(a)}は接続を受け付けましたが、制限時間まで何も返しませんでした。混み合っているか、動作が止まっているようです。`,
    (a) => `数分おいてもう一度試し、変わらなければ${it(a)}に伝えてください。`,
  ),
  'proxy.drops-connection': causeText(
    'プロキシが接続を途中で切っています',
    (a) =>
      `${proxy(a)}は、返事を終える前に接続を閉じました。もう一度試しても同じでした。プロキシの不調か、途中の機器が切断していると考えられます。`,
    (a) => `${it(a)}に、${proxyWithPort(a)}が返事をせずに接続を閉じることを伝えてください。`,
  ),
  'proxy.malformed-reply': causeText(
    'プロキシの返事を読み取れません',
    (a) =>
      `${proxy(a)}の返事が、プロキシの決まりに合っていません。プロキシの故障か、別の機器が代わりに答えている可能性があります。`,
    (a) => `${it(a)}にレポートを送ってください。返事の先頭の部分が入っています。`,
  ),
  'proxy.tls-untrusted': causeText(
    'プロキシの証明書に問題があります',
    (a) =>
      `${proxy(a)}との暗号化された接続そのものを信頼できません${certificate(a)}。解決するまで、パスワードを入力しないでください。`,
    (a) => `${it(a)}に、プロキシの証明書の更新か、発行元の証明書の登録を依頼してください。`,
  ),
  'proxy.auth-required': causeText(
    'プロキシがサインインを求めています',
    (a) =>
      `${proxy(a)}は、使う人のユーザー名とパスワードを確認しています${a.realm === undefined ? '' : `（領域：${a.realm}）`}。まだ入力されていません。`,
    'プロキシのユーザー名とパスワードを入力してください。',
  ),
  'proxy.credentials-rejected': causeText(
    'ユーザー名かパスワードが受け付けられませんでした',
    (a) =>
      `${proxy(a)}に送ったところ、断られました。大文字と小文字、全角と半角を確かめて入力し直してください。続けて間違えるとアカウントがロックされることがあるため、自動では再送していません。`,
    'ユーザー名とパスワードを確かめて、もう一度入力してください。',
  ),
  'proxy.auth-scheme-unsupported': causeText(
    'プロキシのサインイン方式がここでは使えません',
    (a) =>
      `${proxy(a)}が示したサインイン方式は、どれもこのパソコンで使えません${unusable(a)}。パスワードを変えても解決しません。`,
    (a) => `${it(a)}に、プロキシの示す方式を伝え、このパソコンでのサインインの方法を尋ねてください。`,
  ),
  'proxy.auth-challenge-missing': causeText(
    'プロキシがサインインの方法を示していません',
    (a) =>
      `${proxy(a)}は407番で応答しましたが、サインインの方法が書かれていません。そのため、ブラウザーは入力の画面を出せません。プロキシの設定の問題です。`,
    (a) => `${it(a)}に、407番の応答に正しいProxy-Authenticateヘッダーがないことを伝えてください。`,
  ),
  'proxy.auth-broken': causeText(
    'プロキシがサインインを覚えていません',
    (a) =>
      `${proxy(a)}は一度サインインを受け付けた後、もう一度求めてきました。パスワードは合っています。プロキシか、その手前の機器の問題です。`,
    (a) => `${it(a)}に、サインインの後も407番の応答が繰り返されることを伝えてください。`,
  ),
  'proxy.access-denied': causeText(
    'このサイトは会社のプロキシで止められています',
    (a) =>
      `${proxy(a)}は使えています。止めているのは${a.target}だけで${status(a)}、パスワードの問題ではありません。必要なサイトなら、管理者に許可を依頼してください。`,
    (a) => `${it(a)}に、${a.target}の利用の許可を、使う目的を添えて依頼してください。`,
  ),
  'proxy.client-not-allowed': causeText(
    'プロキシがこのパソコンの利用を断っています',
    (a) =>
      `${proxy(a)}は、どのサイトへの接続も同じように断っています${status(a)}。パスワードの問題ではなく、このパソコンやネットワーク、時間帯が許可されていないようです。`,
    (a) => `${it(a)}に、このパソコンから${proxy(a)}を使えるよう依頼してください。`,
  ),
  'proxy.request-too-large': causeText(
    '送る情報がプロキシの上限を超えています',
    (a) =>
      `${proxy(a)}は、要求のヘッダーが長すぎるとして断りました${status(a)}。短くすると通ります。Cookieがたまっているか、サインイン用のチケットが大きいことが原因です。`,
    (a) => `${a.target}のCookieを削除し、変わらなければ${it(a)}に上限の引き上げを依頼してください。`,
  ),
  'proxy.port-not-allowed': causeText(
    'このポート番号はプロキシで許可されていません',
    (a) =>
      `${proxy(a)}は、決まったポートへの通信だけを中継します。${a.target}のポートは含まれていませんが、ほかのポートにはつながります。`,
    (a) => `${it(a)}に${a.url}のポートの許可を依頼するか、httpsで始まりポート番号のないアドレスで開いてください。`,
  ),
  'proxy.connect-not-supported': causeText(
    'プロキシが暗号化されたページを中継できません',
    (a) =>
      `${proxy(a)}は、httpのページは中継しますが、httpsのための接続を断っています${status(a)}。別の用途のプロキシか、設定が足りないようです。`,
    (a) => `${it(a)}に、httpsで使うプロキシを尋ねてください。`,
  ),
  'proxy.upstream-down': causeText(
    'プロキシの先がつながっていません',
    (a) =>
      `${proxy(a)}は応答しますが、どのサイトにも届いていません${status(a)}。プロキシの先の回線か機器が止まっていて、使っている人全員に影響があります。`,
    (a) => `${it(a)}に、${proxy(a)}からどのサイトにも届かないことを伝えてください。`,
  ),
  'proxy.overloaded': causeText(
    'プロキシが混み合っています',
    (a) => `${proxy(a)}への要求が多すぎるため、一時的に断られています${status(a)}。続けて試すと、さらに混み合います。`,
    (a) => `数分待ってからもう一度試し、たびたび起きるなら${it(a)}に伝えてください。`,
  ),
} satisfies CausesProxy;

function certificate(a: CauseArgs): string {
  if (a.issuer !== undefined) return issuer(a);
  const until = day(a.notAfter);
  return until === undefined ? '' : `（有効期限：${until}）`;
}

function unusable(a: CauseArgs): string {
  const reasons = Object.entries(a.unusable ?? {}).flatMap(([scheme, why]) => {
    const words = wordFor(vocabularyJa.unusableSchemes, why);
    return words === undefined ? [] : [`${schemeName(scheme)}：${words}`];
  });
  if (reasons.length > 0) return `（${reasons.join('、')}）`;
  return a.schemes === undefined || a.schemes.length === 0 ? '' : `（${a.schemes.join('、')}）`;
}
