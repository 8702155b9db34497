import { causeText } from './cause-text.ts';
import { day, issuer, it, proxy, someNames, status } from './cause-words-ja.ts';
import type { CausesSite } from './messages.ts';

/** Japanese words for the causes at and behind the encryption. */
export const causesSiteJa = {
  'tls.intercepted-untrusted': causeText(
    '会社の検査装置の証明書が登録されていません',
    (a) =>
      `通信は検査装置を通っていますが、その証明書${issuer(a)}をこのパソコンが信頼していません。警告を無視して進まず、管理者に登録を依頼してください。`,
    (a) => `${it(a)}に、検査装置の証明書をこのパソコンに登録するよう依頼してください。`,
  ),
  'tls.inspected': causeText(
    '暗号化された通信が検査されています',
    (a) =>
      `このネットワークの装置が、通信をいったん開いて検査しています${issuer(a)}。このパソコンはその証明書を信頼しているため、故障ではありません。独自に証明書を確かめるソフトでは、警告が出ることがあります。`,
    '何もする必要はありません。',
  ),
  'tls.certificate-untrusted': causeText(
    'このサイトの証明書を信頼できません',
    (a) =>
      `${a.target}の証明書は、このパソコンが知っている発行元のものではありません${issuer(a)}。ほかのサイトは正常なので、このサイトの問題です。パスワードなどを入力しないでください。`,
    (a) => `${a.target}の運営者に、証明書が信頼されないことを伝えてください。`,
  ),
  'tls.certificate-expired': causeText(
    'このサイトの証明書は今日は有効ではありません',
    (a) => {
      const until = day(a.notAfter);
      const from = day(a.notBefore);
      const dates = until === undefined ? '' : `（有効期間：${from ?? ''}～${until}）`;
      return `${a.target}の証明書は、期限が切れているか、まだ有効になっていません${dates}。このパソコンの時計は合っています。更新できるのはサイトの運営者だけです。`;
    },
    (a) => `${a.target}の運営者に、証明書の更新が必要なことを伝えてください。`,
  ),
  'tls.name-mismatch': causeText(
    '証明書が別の名前のものです',
    (a) =>
      `${a.target}として応答した相手が示したのは、${someNames(a) ?? '別の名前'}の証明書です。アドレスの書き方が少し違うか、サイトの設定に誤りがあります。`,
    (a) =>
      a.suggestedUrl === undefined
        ? 'アドレスのつづりを確かめ、合っていればサイトの運営者に伝えてください。'
        : `代わりに${a.suggestedUrl}を開いてください。`,
  ),
  'tls.handshake-failed': causeText(
    '安全な接続を始められませんでした',
    (a) =>
      a.proxyHost === undefined
        ? `${a.target}とこのパソコンに共通の暗号化方式がないか、相手が手順を打ち切りました。サイトの方式が古いか、途中の機器が妨げている可能性があります。`
        : `${proxy(a)}とこのパソコンに共通の暗号化方式がないか、プロキシが手順を打ち切りました。プロキシの方式が古い可能性があります。`,
    (a) =>
      a.proxyHost === undefined
        ? `${a.target}の運営者に、会社の中だけで起きるなら${it(a)}に伝えてください。`
        : `${proxy(a)}との暗号化を始められないことを、${it(a)}に伝えてください。`,
  ),
  'site.name-not-found': causeText(
    'この名前のサイトは見つかりません',
    (a) =>
      `${a.proxyHost === undefined ? '' : `${proxy(a)}で調べても、`}${a.target}という名前は見つかりませんでした。入力の誤りか、ブックマークが古い可能性があります。`,
    (a) =>
      a.suggestedUrl === undefined
        ? 'アドレスのつづりを確かめるか、検索サイトで探してください。'
        : `応答のあった${a.suggestedUrl}を開いてください。`,
  ),
  'site.port-closed': causeText(
    'サイトが接続を受け付けていません',
    (a) =>
      `${a.target}のサーバーは動いていますが、Webの機能が止まっています。ほかのサイトにはつながるため、お使いのネットワークの問題ではありません。`,
    'アドレスのポート番号を確かめ、合っていれば時間をおいて試すか、サイトの運営者に伝えてください。',
  ),
  'site.unreachable': causeText(
    'サイトから応答がありません',
    (a) =>
      `${a.target}から応答がありません。同じ経路でほかのサイトにはつながるため、サイトが一時的に止まっていると考えられます。`,
    '時間をおいてもう一度試すか、サイトの運営者に伝えてください。',
  ),
  'site.unreachable-from-proxy': causeText(
    'プロキシからこのサイトに届きません',
    (a) =>
      `ほかのサイトにはつながっています。${a.target}が止まっているか、${proxy(a)}からの通り道に問題があります${status(a)}。`,
    (a) => `時間をおいて試し、ほかの場所から開けるようなら${it(a)}に伝えてください。`,
  ),
  'site.login-required': causeText(
    'サイトがサインインを求めています',
    (a) =>
      `これはプロキシではなく、サイト${a.target}からの要求です${a.realm === undefined ? '' : `（領域：${a.realm}）`}。プロキシのパスワードは入力しないでください。`,
    (a) => `ブラウザーで${a.target}を開き、そのサイトのアカウントでサインインしてください。`,
  ),
  'site.credentials-rejected': causeText(
    'サイトへのサインインが受け付けられませんでした',
    (a) =>
      `${a.target}が、アドレスに書かれたユーザー名かパスワードを断りました。プロキシの問題ではありません。何度も間違えるとロックされることがあるため、よく確かめてください。`,
    'このサイトのユーザー名とパスワードを確かめるか、サイトでパスワードを再設定してください。',
  ),
  'site.session-expired': causeText(
    'サイトへのサインインの期限が切れました',
    (a) =>
      `${a.target}に送ったサインインの情報は、有効な時間を過ぎています。しばらく使わなかったときなどに、普通に起きることです。`,
    (a) => `${a.target}にもう一度サインインしてください。`,
  ),
  'site.challenge-missing': causeText(
    'サイトがサインインの方法を示していません',
    (a) =>
      `${a.target}は401番で応答しましたが、規格で必要なサインインの方法が書かれていません。そのため、ブラウザーは入力の画面を出せません。`,
    'サイトのサインインのページを使い、運営者には401番の応答にWWW-Authenticateヘッダーがないことを伝えてください。',
  ),
  'site.forbidden': causeText(
    'サイトがアクセスを断っています',
    (a) =>
      `${a.target}は要求の内容を理解したうえで断っています${status(a)}。答えたのはプロキシではなくサイトです。パスワードを変えても解決しません。`,
    'サイトの運営者に、このページを見る許可を依頼してください。',
  ),
  'site.not-found': causeText(
    'このページはありません',
    (a) =>
      `サイト${a.target}は応答していますが、このアドレスのページはありません${status(a)}。リンクかブックマークが古いようです。`,
    (a) => `アドレスを確かめるか、${a.target}の最初のページから探してください。`,
  ),
  'site.rate-limited': causeText(
    'サイトへの要求が多すぎます',
    (a) =>
      `${a.target}が、しばらく待つよう求めています${status(a)}。同じプロキシを大勢で使っていると、まとめて一人と数えられることがあります。`,
    '数分待ってから、もう一度試してください。',
  ),
  'site.error': causeText(
    'サイト側で問題が起きています',
    (a) =>
      `${a.target}には届きましたが、サイトが正常に答えられませんでした${status(a)}。このパソコン、ネットワーク、プロキシは働いています。`,
    '時間をおいてもう一度試し、変わらなければサイトの運営者に伝えてください。',
  ),
  'site.redirect-loop': causeText(
    'サイトの転送が終わりません',
    (a) =>
      `${a.target}が、ページを表示せずにアドレスの転送を繰り返しています。古いCookieが原因のこともありますが、多くはサイトの設定の問題です。`,
    (a) => `${a.target}のCookieを削除し、変わらなければサイトの運営者に伝えてください。`,
  ),
  'site.scheme-mismatch': causeText(
    'httpとhttpsが入れ替わっています',
    (a) =>
      `このアドレスでは、サイトが指定された形の通信に対応していません。${a.suggestedUrl === undefined ? '先頭をもう一方に変えると、応答する可能性があります。' : `${a.suggestedUrl}では応答がありました。`}`,
    (a) =>
      a.suggestedUrl === undefined
        ? 'アドレスの先頭のhttp://とhttps://を入れ替えてください。'
        : `${a.suggestedUrl}を開いてください。`,
  ),
  'site.sends-407': causeText(
    'サイトがプロキシのような応答をしています',
    (a) =>
      `プロキシだけが使うはずの407番で、サイト${a.target}が応答しました。プロキシからの要求ではないため、プロキシのパスワードは入力しないでください。`,
    'サイトの運営者に、サイトが407番で応答していることを伝えてください。',
  ),
} satisfies CausesSite;
