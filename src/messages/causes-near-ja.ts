import { causeText, kindName, proxyAddress, wordFor } from './cause-text.ts';
import { inSource, it, proxy, proxyWithPort } from './cause-words-ja.ts';
import type { CausesNear } from './messages.ts';
import { vocabularyJa } from './vocabulary-ja.ts';

/** Japanese words for the causes on this side of the proxy. */
export const causesNearJa = {
  ok: causeText(
    '正常につながっています',
    (a) =>
      `${a.proxyHost === undefined ? '' : `${proxy(a)}を通して、`}${a.target}から応答がありました。直すところはありません。`,
    (a) => `ブラウザーで${a.target}を開いてください。開けないときは、ブラウザーを起動し直してください。`,
  ),
  undetermined: causeText(
    '原因を決めきれませんでした',
    (a) =>
      `${a.missing === undefined ? '判断に必要なことの一部' : a.missing}を確かめられなかったためです。もう一度確認してください。ネットワークが遅いときは、制限時間を延ばすと分かることがあります。`,
    (a) => `もう一度確認し、同じ結果なら、レポートを${it(a)}に送ってください。`,
  ),
  'device.offline': causeText(
    'このパソコンはネットワークにつながっていません',
    'Wi-Fiや有線の接続が、どれも外につながっていません。プロキシやサイトの故障ではありません。',
    'Wi-Fiをオンにするかケーブルをつないで、もう一度確認してください。',
  ),
  'device.captive-portal': causeText(
    'ネットワークの利用手続きが必要です',
    '接続先のWi-Fiがサインインのページを表示しようとしています。手続きを終えるまで、ほかのサイトは開けません。',
    'ブラウザーで利用手続きのページを開き、手続きを済ませてから、もう一度確認してください。',
  ),
  'device.network-unstable': causeText(
    'ネットワークの接続が不安定です',
    '同じ相手への接続が、成功したり失敗したりしています。電波が弱い、ケーブルが傷んでいる、回線が混んでいるといった原因が考えられます。',
    'Wi-Fiの機器に近づくか、有線でつないでから、もう一度確認してください。',
  ),
  'device.mtu-black-hole': causeText(
    '大きいデータが途中で失われています',
    '短いやり取りは通りますが、大きいデータは届かずに消えています。VPNなどの経路で一度に送れる量が、このパソコンの想定より小さいようです。',
    (a) =>
      `${it(a)}に、接続${a.interface === undefined ? '' : `「${a.interface}」`}の一度に送る量（MTU）を小さくするよう依頼してください。`,
  ),
  'device.keychain-unavailable': causeText(
    '保存されているパスワードを読み取れません',
    'パスワードの保管場所がロックされているか、使えない状態です。ロックを解除するか、今回だけパスワードを入力してください。',
    'このパソコンのパスワードで保管場所のロックを解除し、もう一度確認してください。',
  ),
  'device.clock-wrong': causeText(
    'このパソコンの時計が合っていません',
    '日付か時刻が、サーバーの示す時刻と5分を超えてずれています。そのため、有効な証明書やサインイン用のチケットまで無効に見えています。',
    '日付と時刻の自動設定をオンにして、もう一度確認してください。',
  ),
  'settings.proxy-missing': causeText(
    'このネットワークではプロキシの設定が必要です',
    (a) =>
      `サイトへ直接つなぐことはできませんが、${a.proxyHost === undefined ? '応答するプロキシが見つかりました' : `プロキシ${proxyAddress(a)}が応答しています`}。このパソコンにはまだ設定されていません。`,
    (a) =>
      `プロキシの設定に${a.proxyHost === undefined ? '、見つかったプロキシ' : proxyAddress(a)}を入力してください。`,
  ),
  'settings.proxy-address-invalid': causeText(
    'プロキシのアドレスの書き方に誤りがあります',
    (a) =>
      `設定されているプロキシのアドレスを読み取れません。${wordFor(vocabularyJa.addressProblems, a.problem) ?? ''}直すまで、どのプログラムもプロキシを使えません。${inSource(a)}`,
    'アドレスを、http://proxy.example:8080のような形に直してください。',
  ),
  'settings.proxy-port-wrong': causeText(
    'ポート番号が違うようです',
    (a) =>
      `${a.proxyHost ?? '設定されたアドレス'}の${a.proxyPort === undefined ? '設定されたポート' : `${String(a.proxyPort)}番`}ではプロキシが応答しませんが、${a.suggestedPort === undefined ? '別のポート' : `${String(a.suggestedPort)}番`}でプロキシが応答しました。アドレスのほかの部分は合っています。${inSource(a)}`,
    (a) =>
      a.suggestedPort === undefined
        ? 'プロキシ設定のポート番号を直してください。'
        : `プロキシ設定のポート番号を${String(a.suggestedPort)}に直してください。`,
  ),
  'settings.proxy-type-wrong': causeText(
    'プロキシの種類が違うようです',
    (a) =>
      `${a.proxyHost === undefined ? '設定されたアドレス' : proxyAddress(a)}にプロキシはありますが、${a.suggestedKind === undefined ? '設定とは別の種類' : `設定とは違う${kindName(a.suggestedKind)}の種類`}です。アドレスとポート番号は、そのままで構いません。${inSource(a)}`,
    (a) =>
      `プロキシの設定で、種類を${a.suggestedKind === undefined ? '選び直して' : `${kindName(a.suggestedKind)}に変えて`}ください。`,
  ),
  'settings.stale-local-proxy': causeText(
    '使われていないプロキシ設定が残っています',
    (a) =>
      `設定はこのパソコン自身${a.proxyHost === undefined ? '' : `（${proxyAddress(a)}）`}を指していますが、そこでは何も動いていません。以前のソフトの設定が残っている可能性があります。${inSource(a)}`,
    'プロキシの設定を取り除くか、その設定を使うソフトを起動してください。',
  ),
  'settings.proxy-not-needed-here': causeText(
    '今のネットワークではこのプロキシを使えません',
    (a) =>
      `会社の${proxy(a)}には届きませんが、直接なら${a.target}につながります。プロキシは、職場など別のネットワーク用と考えられます。`,
    'このネットワークを使う間は、プロキシをオフにしてください。',
  ),
  'settings.pac-unreachable': causeText(
    '自動設定スクリプトを読み込めません',
    (a) =>
      `自動設定スクリプト（PAC）を使う設定ですが、取得できませんでした。どのプロキシを使うかが分からないため、サイトを開けません。${inSource(a)}`,
    (a) => `設定されているスクリプトのアドレスを確かめるか、${it(a)}に今のアドレスを尋ねてください。`,
  ),
  'settings.pac-invalid': causeText(
    '自動設定スクリプトに誤りがあります',
    (a) => {
      const why = wordFor(vocabularyJa.pacProblems, a.problem);
      const line = a.line === undefined ? '' : `（${String(a.line)}行目）`;
      return `自動設定スクリプト（PAC）は読み込めましたが、使える答えが得られません。${why === undefined ? '' : `${why}${line}。`}直せるのは、スクリプトの管理者です。`;
    },
    (a) => `${it(a)}に、自動設定スクリプトが正しく動かないことをレポートと一緒に伝えてください。`,
  ),
  'settings.bypass-missing': causeText(
    'このサイトはプロキシを使わない接続先です',
    (a) =>
      `${a.target}には直接つながりますが、設定では${proxy(a)}を通すため届きません。「プロキシを使わない接続先」に入っていないことが原因です。`,
    (a) => `「プロキシを使わない接続先」に${a.target}を加えてください。`,
  ),
  'settings.bypass-too-broad': causeText(
    'このサイトはプロキシを通す必要があります',
    (a) =>
      `${a.target}は「プロキシを使わない接続先」${a.rule === undefined ? '' : `（${a.rule}）`}に当てはまりますが、直接つなぐ道は閉じられています。${proxy(a)}を通せば応答があります。`,
    (a) =>
      `「プロキシを使わない接続先」の${a.rule === undefined ? '範囲を狭めて' : `${a.rule}を取り除くか、範囲を狭めて`}ください。`,
  ),
  'settings.conflict': causeText(
    '二つのプロキシ設定が食い違っています',
    (a) =>
      `このパソコンの複数の設定が、${a.target}への別々の経路を示していて、使えるのは片方だけです。そのため、つながるソフトとつながらないソフトがあります。${inSource(a)}`,
    'つながる方の設定にそろえ、もう片方を取り除いてください。',
  ),
  'vpn.required': causeText(
    'VPNにつなぐと使えるようになります',
    (a) => `${proxy(a)}は社内にあり、VPNが切れているため届きません。VPNにつなげば、そのままの設定で使えます。`,
    'VPNにつないで、もう一度確認してください。',
  ),
  'vpn.captures-proxy-route': causeText(
    'VPNがプロキシへの通り道をふさいでいます',
    (a) =>
      `VPN${a.interface === undefined ? '' : `（${a.interface}）`}に接続中は、${proxy(a)}あての通信もVPNに流れてしまいます。プロキシは手元のネットワークにあるため、VPN側からは届きません。`,
    (a) => `VPNを切るか、${it(a)}に、プロキシをVPNの対象から外すよう依頼してください。`,
  ),
  'vpn.dns-override': causeText(
    'VPNの接続中はプロキシの名前が見つかりません',
    (a) =>
      `VPN${a.interface === undefined ? '' : `（${a.interface}）`}に接続中は、名前の検索もVPN側で行われ、${proxy(a)}の名前が見つかりません。手元のネットワークでは見つかります。`,
    (a) => `VPNを切るか、${it(a)}に、プロキシの名前をVPN側でも検索できるよう依頼してください。`,
  ),
  'firewall.local-block': causeText(
    'このパソコンがプロキシへの接続を止めています',
    (a) =>
      `このパソコンのファイアウォールかセキュリティソフトが、${proxyWithPort(a)}への接続を許可していません。${a.rule === undefined ? '' : `止めている規則は「${a.rule}」です。`}プロキシの故障ではありません。`,
    (a) => `ファイアウォールで${proxyWithPort(a)}への接続を許可するか、${it(a)}に依頼してください。`,
  ),
  'firewall.network-block': causeText(
    'ネットワークが通信を止めています',
    (a) =>
      a.proxyHost === undefined
        ? `このネットワークからは${a.target}に直接つなげず、使えるプロキシも分かっていません。プロキシを通す決まりになっている可能性があります。`
        : `${a.proxyHost}は動いていますが、${a.proxyPort === undefined ? '設定されたポート' : `${String(a.proxyPort)}番`}への通信が届きません。途中のファイアウォールが止めていると考えられます。`,
    (a) =>
      a.proxyHost === undefined
        ? `${it(a)}に、このネットワークで使うプロキシを尋ねてください。`
        : `${it(a)}に、${proxyAddress(a)}への通信の許可を依頼してください。`,
  ),
  'dns.resolver-unreachable': causeText(
    '名前の検索ができません',
    'ネットワークのDNSサーバーが、よく知られた名前についても答えません。そのため、プロキシもサイトも名前では見つけられません。',
    (a) =>
      `ネットワークにつなぎ直してください。変わらなければ、${it(a)}に、DNSサーバーが応答しないことを伝えてください。`,
  ),
  'dns.proxy-name-not-found': causeText(
    'プロキシの名前が見つかりません',
    (a) =>
      `${a.proxyHost ?? '設定されているプロキシの名前'}は見つかりませんが、ほかの名前は見つかります。入力の誤りか、社内だけで使える名前の可能性があります。${inSource(a)}`,
    'プロキシの名前のつづりを確かめ、合っていれば社内のネットワークかVPNにつないでください。',
  ),
} satisfies CausesNear;
