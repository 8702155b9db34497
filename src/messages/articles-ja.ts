import { articlesNearJa } from './articles-near-ja.ts';
import { articlesProxyJa } from './articles-proxy-ja.ts';
import { articlesSiteJa } from './articles-site-ja.ts';
import { articlesStatusJa } from './articles-status-ja.ts';
import type { ArticleTexts } from './article.ts';
import { causesJa } from './causes-ja.ts';

/** Every Japanese article. */
export const articlesJa: ArticleTexts = {
  statuses: articlesStatusJa,
  causes: { ...articlesNearJa, ...articlesProxyJa, ...articlesSiteJa },
  titles: causesJa,
};
