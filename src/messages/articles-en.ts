import { articlesNearEn } from './articles-near-en.ts';
import { articlesProxyEn } from './articles-proxy-en.ts';
import { articlesSiteEn } from './articles-site-en.ts';
import { articlesStatusEn } from './articles-status-en.ts';
import type { ArticleTexts } from './article.ts';
import { causesEn } from './causes-en.ts';

/** Every English article. */
export const articlesEn: ArticleTexts = {
  statuses: articlesStatusEn,
  causes: { ...articlesNearEn, ...articlesProxyEn, ...articlesSiteEn },
  titles: causesEn,
};
