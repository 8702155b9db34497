/** Japanese words of changes to the computer: what is changed and why, how it went, and taking it back. */
import type { ChangesMessages } from './messages.ts';

export const changesJa: ChangesMessages = {
  states: { applied: '有効', undone: '元に戻し済み', interrupted: '途中で中断', failed: '変更なし' },
  problems: {
    'nothing-to-change': () => 'すでにそのとおりに設定されているため、何も変えていません。',
    'needs-administrator': (what) =>
      `${what}を変えられるのは管理者だけです。何も変えていません。同じコマンドを管理者として（sudoを付けて）実行してください。`,
    managed: (what) => `${what}は組織が管理しているため、何も変えていません。社内の管理者に相談してください。`,
    'in-use': (program) =>
      `${program}の使用中は変更できません。終了するときに、新しい設定が元の内容で上書きされるためです。何も変えていません。${program}を閉じてから、もう一度試してください。`,
    'changed-meanwhile': (what) =>
      `${what}は、読み取った後でほかのプログラムか人が変えました。何も書き込んでいません。新しい値を確かめて、もう一度試してください。`,
    'not-written': (what) => `${what}に書き込めませんでした。すべて元のままです。`,
    'not-saved': (what) =>
      `${what}に書き込みましたが、システムに保存されませんでした。すべて元のままです。デスクトップにサインインした状態で実行しているか確かめてください。`,
    unreadable: (what) => `${what}を読み取れませんでした。何も変えていません。`,
    busy: () => '今、別の変更を行っています。少し待って、もう一度試してください。',
    journal: (what) =>
      `元に戻すための変更の記録を読み書きできません（${what}）。何も変えていません。データの保存先に書き込めるようにしてください。`,
    cancelled: () => '取りやめました。すべて元のままです。',
    interrupted: (what) =>
      `以前の変更（${what}）が途中で中断されています。先に「throughway undo ${what}」で元に戻してから、もう一度試してください。`,
    'half-made': (what) =>
      `変更できず、${what}を元に戻すこともできませんでした。元の値は保存してあります。「throughway undo last」で続きから元に戻せます。`,
    'not-found': () => 'その変更はありません。「throughway undo list」で一覧を見られます。',
    'already-undone': () => '元に戻すものがありません。この変更は行われていないか、すでに元に戻されています。',
    'changed-since': (what) =>
      `${what}は、その後でほかのプログラムか人が変えています。まだ元に戻していません。それでも以前の値に戻すには、--insistを付けてください。`,
  },
  planProblems: {
    'not-here': (source) => `このパソコンには、この設定がありません：${source}。別の設定を選んでください。`,
    unreadable: (source, what) => `今の設定を読み取れないため、何も変えていません（${source}：${what}）。`,
    overruled: (source, file) =>
      `ファイル「${file}」に別の内容が書かれていて、起動のたびにそちらが使われます（${source}）。何も変えていません。先に、このファイルからプロキシについての行を取り除いてください。`,
    'cannot-say': (source, what) =>
      `この設定（${source}）では指定できません：${what}。別の設定か、別の内容を選んでください。`,
  },
  unsayable: {
    'auto-detect': '自動検出',
    pac: '自動設定スクリプト',
    'bypass-beside-pac': '自動設定スクリプトと並べた、プロキシを使わない接続先（スクリプトの中で決まります）',
    'proxy-kind': 'この欄でのこの種類のプロキシ',
    'socks-beside-others': 'ほかのプロキシと並べたSOCKSプロキシ',
    bypass: 'このプロキシを使わない接続先',
    'reversed-bypass': 'プロキシを使う接続先だけの一覧',
    credentials: 'ユーザー名とパスワード（「throughway credentials set」で保管してください）',
  },
  reasons: {
    fix: (title) => `直す手順：${title}`,
    settings: (source) => `設定：${source}`,
    preset: (name) => `配布設定：${name}`,
    tools: (names) => `プログラム：${names}`,
    relay: 'このパソコンの中継のための設定',
  },
  nothing: '設定なし',
  asBefore: '変更前',
  asLeft: '変更後',
  asNow: '現在',
  verified: {
    works: (url) => `確かめました。新しい設定で「${url}」につながります。`,
    'no-better': (url, title) =>
      `確かめたところ、「${url}」にはつながりません。以前の設定でもつながりませんでした。${title}`,
    worse: (url, title) => `新しい設定では「${url}」につながらなくなりました。以前の設定ではつながります。${title}`,
  },
  cli: {
    willChange: (source) => `変わる内容（${source}）`,
    ask: 'このとおりに変更しますか（y/n）',
    askInsist: 'それでも以前の値に戻しますか（y/n）',
    consent: '同意するか尋ねることができません。--dry-runで内容を確かめ、--yesを付けて同意してください。',
    declined: '何も変えていません。',
    noSettings: '設定する内容がありません。--proxy、--pac、--direct、--auto-detectのどれかを指定してください。',
    noSource: (choices) => `どの設定を変えるのか指定がありません。--sourceに、次のどれかを指定してください：${choices}`,
    bypassAlone: '--bypassは--proxyと一緒に使います。ほかの設定には、プロキシを使わない接続先の一覧がありません。',
    noCredentials:
      'どのプログラムからも読める設定に、ユーザー名とパスワードは書き込めません。アドレスからは外し、「throughway credentials set」で保管してください。',
    changed: (id) => `変更しました。「throughway undo ${id}」で元に戻せます。`,
    restart: (names) => `再起動が必要な実行中のプログラム：${names}`,
    nextSignIn: '次にこのパソコンにサインインした後のプログラムから有効になります。',
    notDeciding: (source) => `このデスクトップでは、ブラウザーは別の設定に従います：${source}。`,
    askTakeBack: '変更を元に戻しますか（y/n）',
    takeBackHint: (id) => `変更したままにしてあります。「throughway undo ${id}」で元に戻せます。`,
    cutShort: (what, id) =>
      `以前の変更が途中で中断され、一部だけ変わっている可能性があります（${what}）。「throughway undo ${id}」で元に戻せます。`,
    undone: (id) => `元に戻しました。すべて変更${id}の前と同じです。`,
    noChanges: 'まだ何も変更していません。',
    nothingToUndo: '元に戻せる変更はありません。',
    undoHint: '「throughway undo ID」で元に戻せます。',
  },
};
