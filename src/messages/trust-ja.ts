/** Japanese words for the authority of a TLS inspection, and who trusts it. */
import type { TrustMessages } from './trust-en.ts';

export const trustJa: TrustMessages = {
  states: {
    trusts: '信頼しています',
    lacks: '信頼していません',
    unsure: '確かめられません',
    off: '証明書を一切確かめていません',
  },
  reasons: {
    bundle: '設定で、専用の認証局のファイルが指定されています。',
    'system-store': 'このパソコンの一覧に従います。',
    'own-list': '自分の一覧を持っていて、このパソコンの一覧は見ません。',
    'own-store': '自分のデータベースを持っています。',
    'by-version': '新しいバージョンはこのパソコンの一覧に従い、古いバージョンは自分の一覧を使います。',
    'checking-off':
      '途中に入り込んだ相手が、通信をすべて読んだり書き換えたりできます。代わりに認証局を信頼し、確認を有効に戻してください。',
    unreadable: '設定か一覧を読み取れませんでした。',
  },
  problems: {
    'system-only': 'このパソコンの一覧に従います。「throughway fix trust-inspection-ca」で、その一覧に追加できます。',
    'own-store': '専用のプログラムでしか変えられないデータベースを持っています。',
    'variable-only': '環境変数を読みます。このシステムでは、手で設定してください。',
    'variable-wins': '環境変数が別のファイルを指定していて、そちらが優先されます。先に環境変数を変えてください。',
    'not-understood': '設定ファイルを読み取れないか、対応していない書き方です。',
  },
  authorityProblems: {
    'not-a-certificate': '配布設定に書かれている文字が、証明書ではありません。',
    'other-fingerprint': '配布設定の証明書と、書かれている指紋が一致しません。この証明書は使いません。',
    'not-an-authority': '配布設定の証明書は、サイトの証明書に署名できないものです。この証明書は使いません。',
    expired: '配布設定の証明書は、有効期限が切れています。この証明書は使いません。',
    'not-found': '配布設定には指紋だけが書かれていて、それに合う証明書がこのパソコンにありません。',
  },
  title: '検査用の認証局',
  lead: '組織が、暗号化された通信を検査しています。その認証局は、情報システム部門の配布設定に書かれています。信頼していないプログラムは、サイトへの接続を断ります。',
  system: 'このパソコン',
  systemStates: {
    yes: 'このパソコンの一覧に登録されています。',
    no: 'このパソコンの一覧に登録されていません。「throughway fix trust-inspection-ca」で追加できます（管理者の権限が必要です）。',
    unknown: 'このパソコンの一覧を読み取れませんでした。',
  },
  noneNamed:
    '情報システム部門の配布設定に検査用の認証局が書かれていないため、ここで信頼できるものはありません。証明書の警告が出ても、そのまま先へ進まず、情報システム部門に問い合わせてください。',
  from: '書かれている場所',
  bundle: '認証局のファイル',
  cli: {
    setHint: '設定ファイルを持つプログラムは「throughway settings set --trust」で設定できます。',
    willChange: '変更する内容',
    already: (name) => `${name}：すでに信頼しています`,
    leftOut: (name, why) => `${name}：対象から外しました。${why}`,
    nothing: '変えるものはありません。',
    notInstalled: (names) => `このパソコンにないもの：${names}`,
    unknownProgram: (name, choices) =>
      `「${name}」というプログラムはありません。${choices}、またはallから選んでください。`,
  },
};
