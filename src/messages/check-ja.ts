/** 「check」の日本語の文言(URLの一覧)。 */
import type { checkEn } from './check-en.ts';

export const checkJa: typeof checkEn = {
  badLine: (file, line, text) =>
    `${file}の${String(line)}行目は、確認できるURLではありません：「${text}」。直すか、行頭に「#」を付けてください。`,
  longLine: (file, line, start) =>
    `${file}の${String(line)}行目は、URLとしては長すぎます：「${start}…」。1行に1つのURLを書いてください。`,
  noUrls: (file) => `${file}にURLがありません。1行に1つのURLを書いてください。「#」で始まる行は注釈です。`,
  nothingYet: (problem) => `${problem}まだ何も確認していません。`,
  endedThere: (problem, count) =>
    `${problem}それより前の行は確認しました（${count}件）。直した後、ここまでに出力されたJSONの行を「--resume」に指定すると、続きから確認できます。`,
  standardInput: '標準入力',
  inputTwice:
    '標準入力から読めるのは、一覧かパスワードのどちらか一方だけです。一覧をファイルに保存し、そのファイルを指定してください。',
  noFile:
    'URLを書いたファイルか、「@」で始まる一覧の名前を指定してください。一覧は「throughway check --list」で確認できます。',
  badConcurrency: (text, most) =>
    `「${text}」は同時に確認するURLの数として使えません。1から${most}までの整数を指定してください。`,
  unknownList: (name, known) => `「${name}」という一覧はありません。使える一覧：${known}`,
  jsonAndFormat: '「--json」と「--format」は、どちらも出力の形式を決めるため、どちらか一方だけを指定してください。',
  columns: { code: '原因', status: '状態', took: '時間', url: 'URL' },
  progress: (done, total, rate, atOnce) => `${total}件中${done}件を確認、毎秒${rate}件、同時に最大${atOnce}件`,
  progressOpen: (done, rate, atOnce) => `${done}件を確認、毎秒${rate}件、同時に最大${atOnce}件`,
  earlier: (count) => `前回の結果から引き継いだ件数：${count}`,
  total: (answered, total) => `${total}件中${answered}件が応答`,
  interrupted: (count) =>
    `${count}件で中断しました。ここまでに出力されたJSONの行を「--resume」に指定すると、続きから確認できます。`,
  list: {
    about: (name, title, count) => `@${name}  ${title}、URLは${count}件`,
    source: (source, date) => `${source}（${date}時点）`,
    copy: (url) => `日付のある写しから取得：${url}`,
    wildcards: '出典が次の形で挙げているものは、そのままでは確認できません：',
  },
};
