import { CAUSE_CODES } from '../verdict/cause-code.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import { STATUS_ARTICLES } from './article.ts';
import type { Article, ArticleId, ArticleTexts, StatusArticleId } from './article.ts';
import type { Lang } from './format.ts';
import type { CauseArgs } from './messages.ts';
import { RELATED_ARTICLES } from './related-articles.ts';

/** Titles are the same for every case of a cause, so they need no arguments. */
const NO_CASE: CauseArgs = { target: '', url: '' };

/** All articles of one language: in which order, and each by its id. */
export interface Articles {
  /** Statuses first, then causes in the order of the route. */
  readonly all: readonly Article[];
  /** Returns the article on a cause code or a status, `undefined` where there is none. */
  find(id: string): Article | undefined;
}

/** Loads the articles of one language; nothing else of the product needs them in memory. */
export async function loadArticles(lang: Lang): Promise<Articles> {
  const texts =
    lang === 'ja' ? (await import('./articles-ja.ts')).articlesJa : (await import('./articles-en.ts')).articlesEn;
  const all = [...STATUS_ARTICLES.map((id) => onStatus(id, texts)), ...CAUSE_CODES.map((code) => onCause(code, texts))];
  const byId = new Map<string, Article>(all.map((article) => [article.id, article]));
  return { all, find: (id) => byId.get(id) };
}

function onStatus(id: StatusArticleId, texts: ArticleTexts): Article {
  return { ...texts.statuses[id], id, related: related(id) };
}

function onCause(code: CauseCode, texts: ArticleTexts): Article {
  return { ...texts.causes[code], id: code, title: texts.titles[code].title(NO_CASE), related: related(code) };
}

function related(id: ArticleId): readonly ArticleId[] {
  return RELATED_ARTICLES[id] ?? [];
}
