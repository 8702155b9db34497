/** Japanese words of guided fixes. */
import type { fixEn } from './fix-en.ts';

const when = (text: string | undefined, say: (text: string) => string): string =>
  text === undefined || text === '' ? '' : say(text);

export const fixJa: typeof fixEn = {
  guides: {
    'connect-network': () => 'ネットワークケーブルを差すか、Wi-Fiを選んで接続してください。',
    'sign-in-to-portal': ({ url }) =>
      `ブラウザーで${url ?? 'http://で始まるページ'}を開き、表示された画面で利用の手続き（サインインや同意）をしてください。`,
    'connect-vpn': ({ name }) => `VPN${when(name, (one) => `「${one}」`)}に、専用のアプリで接続してください。`,
    'disconnect-vpn': ({ name }) => `VPN${when(name, (one) => `「${one}」`)}を、いったん切断してください。`,
    'split-tunnel': ({ name, address, interface: link, command }) =>
      `VPN${when(name, (one) => `（${one}）`)}が、プロキシ宛ての通信まで運んでいます。${address ?? ''}はVPNから除外し、${link ?? ''}から届くようにする必要があります。次の再起動までの間だけ試すには、管理者の権限で次を実行します：${command ?? ''}`,
    'choose-dns': ({ name, address, server, command }) =>
      `VPN${when(name, (one) => `（${one}）`)}のDNSサーバーは、プロキシの名前を知りません。${address ?? ''}の名前は${server ?? ''}に問い合わせる必要があります。設定するには、管理者の権限で次を実行します：${command ?? ''}`,
    'set-clock': ({ command }) =>
      `このパソコンの日付と時刻の設定で、時刻の自動設定を有効にしてください。${when(command, (one) => `次のコマンドでも合わせられます：${one}`)}`,
    'unlock-keychain': () =>
      'パスワードの保管場所のロックを解除してください。パスワードを尋ねる画面が出ていれば、入力します。',
    'sign-in-to-site': ({ url }) => `ブラウザーで${url ?? 'サイト'}を開き、もう一度サインインしてください。`,
    'open-url': ({ url }) => `ブックマークも含めて、次のアドレスに直してください：${url ?? ''}`,
    'check-url': () => 'アドレスを一文字ずつ確かめてください。打ち間違いや、古いブックマークの可能性があります。',
    'change-variable': ({ command, file }) =>
      `この設定はシェルの環境変数で、ほかのプログラムからは変えられません。次を実行してください：${command ?? ''}${when(file, (one) => `\n次回からも有効にするには、${one}の行を直します。`)}`,
    'change-managed-setting': ({ source }) =>
      `この設定${when(source, (one) => `（${one}）`)}は組織が管理しています。変えられるのは社内の管理者だけです。`,
    'allow-in-security-software': ({ product, address, rule }) =>
      `${product ?? 'セキュリティソフト'}を開き、${address ?? 'この宛先'}への接続を許可してください。${when(rule, (one) => `止めている規則：${one}`)}`,
    'allow-in-firewall': ({ address, command }) =>
      `このパソコンのファイアウォールで、${address ?? 'この宛先'}への接続を許可してください。管理者の権限で次を実行します：${command ?? ''}`,
    'clear-browser-data': ({ url, browsers }) =>
      `先に、失われるものを確かめてください。Cookieを消すと、${url ?? 'このサイト'}からサインアウトされ、サイトでの設定や買い物かごの中身が消えます。キャッシュを消しても、次の表示に時間がかかるだけです。保存されたパスワードは元に戻せないため、控えを用意してから消してください。このサイトの分だけを消せば、ほかのサイトには影響しません。\nそのうえで、${url ?? 'このサイト'}のCookieとキャッシュを消し、保存されたパスワードが古いものならそれも消してください。${when(browsers, (list) => `\n消すための画面（前がCookieとキャッシュ、後がパスワード）：\n${list}\nFirefoxは自動で開けます（「--browser firefox」）。ほかのブラウザーでは、アドレス欄に貼り付けて開いてください。`)}`,
    'restart-programs': ({ name }) =>
      `つながるようになりました。次のプログラムは、まだ前の設定のまま動いています：${name ?? ''}。すべてのウィンドウを閉じてから、もう一度起動してください。`,
  },
  watching: {
    network: 'ネットワークにつながるのを待っています…',
    vpn: 'VPNの状態が変わるのを待っています…',
    'portal-passed': 'ネットワークの利用手続きが終わるのを待っています…',
    clock: '時計が合うのを待っています…',
    keychain: '保管場所のロックが解除されるのを待っています…',
    settings: '設定が変わるのを待っています…',
    restart: '前の設定のまま動いているプログラムが、もう一度起動されるのを待っています…',
    target: 'サイトから応答があるのを待っています…',
  },
  problems: {
    declined: '何も変えていません。',
    cancelled: '取り消しました。すべて元のままです。',
    'not-seen': '時間内に変化を確認できませんでした。すべて元のままです。操作が済んだら、もう一度実行してください。',
    'credentials-refused': 'このユーザー名とパスワードは、プロキシに受け付けられませんでした。何も保存していません。',
    'credentials-untested':
      'プロキシでサインインを試せなかったため、何も保存していません。時間をおいてもう一度試してください。',
    'no-keychain': 'パスワードを安全に保管できる場所がありません。何も保存していません。',
    'with-somebody-else': 'ここから先は、担当の方に依頼することになります。送るだけの文面を用意しました。',
  },
  results: {
    cured: '直りました。同じ確認で問題がなくなりました。',
    still: '原因は残っています。この変更では直りませんでした。',
    'something-new': 'この原因はなくなりましたが、別の原因が見つかりました。',
    'by-hand': 'ここから先は、ご自身での操作になります。Throughwayからは結果を確認できません。',
  },
  noFix: {
    'not-proposed': 'この手順は、見つかった原因には当てはまりません。',
    'no-replacement': '代わりに使える値が見つかっていません。',
    'no-settings': 'このパソコンには、変えられる設定がありません。',
    'not-allowed': 'この手順は、組織の管理者だけが行えます。情報システム部門に依頼してください。',
  },
  compared: (title) => `VPNなしで試した結果：${title}`,
  sameWay: 'プログラムも同じ経路を使うようになりました。',
  willWork: '新しい値で試したところ、つながりました。',
  restarted: '前の設定のまま動いているプログラムは、もうありません。',
  waiting: (duration) => `${duration}後にもう一度試します…`,
  takenBack: 'すべて、直す前の状態に戻しました。',
  notTakenBack: (id) => `元に戻せないものが残りました。「throughway undo ${id}」で続きから元に戻せます。`,
  undoHint: (id) => `「throughway undo ${id}」で元に戻せます。`,
  remains: (title) => `現在の状態：${title}`,
  cli: {
    nothingToFix: '直すところはありません。サイトから応答があります。',
    noFixes: 'この原因について、ここで実行できる手順はありません。',
    steps: '手順',
    willChange: '変わるところ',
    needsAdministrator: '管理者の権限が必要',
    byHand: 'ご自身で操作',
    request: '送るだけの文面を用意します',
    signIn: 'ユーザー名とパスワードを入力し、プロキシで試してから保存します',
    address: (current) => `正しいアドレスを入力します${current === '' ? '' : `（現在：${current}）`}`,
    wait: (durations) => `${durations}の間隔でもう一度試します`,
    verify: 'もう一度確かめます',
    putBack: '変えたものを元に戻します',
    compare: '途中で確かめます',
    vpn: (name, to) => `VPN ${name}：${to === 'up' ? '接続' : '切断'}`,
    unknownFix: (id, known) => `「${id}」という手順はありません。使えるのは次のとおりです：${known}`,
    notProposed: (id, code) =>
      `「${id}」は、見つかった原因（${code}）には当てはまりません。「throughway fix --list」で、当てはまる手順を確かめてください。`,
    listHint: '「throughway fix ID」で実行します。',
    askAddress: (current) => `プロキシのアドレス${current === '' ? '' : `（現在：${current}）`}：`,
    noAddress: 'プロキシのアドレスがありません。--proxy HOST:PORTを付けてください。',
    keep: 'それでも変更を残しますか（y/n） ',
    enter: '済んだらEnterキーを押してください。 ',
    noBrowser: (name, here) => `「${name}」というブラウザーはありません。見つかったもの：${here}`,
    browserOpened: (name) => `${name}を起動しました。`,
    browserNotOpened: (name) => `${name}を起動できませんでした。`,
    mailTo: (address) => `宛先：${address}`,
    subject: '件名',
    undoneAll: (count) => `${String(count)}件の変更を元に戻しました。`,
    askUndoAll: (count) => `${String(count)}件の変更をすべて元に戻しますか（y/n） `,
  },
};
