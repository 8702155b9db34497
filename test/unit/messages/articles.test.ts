import { describe, expect, it } from 'vitest';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';
import { STATUS_ARTICLES } from '../../../src/messages/article.ts';
import { LANGS } from '../../../src/messages/format.ts';
import { loadArticles } from '../../../src/messages/load-articles.ts';

describe.each(LANGS)('the articles in %s', (lang) => {
  it('cover every status and cause, in order', async () => {
    const articles = await loadArticles(lang);
    expect(articles.all.map((article) => article.id)).toEqual([...STATUS_ARTICLES, ...CAUSE_CODES]);
  });

  it('say what it means, how we know and what to do', async () => {
    for (const article of (await loadArticles(lang)).all) {
      expect(article.title.length, article.id).toBeGreaterThan(0);
      expect(article.whatItMeans.length, article.id).toBeGreaterThan(0);
      expect(article.whatToDo.length, article.id).toBeGreaterThan(0);
      const sentences = [
        ...article.whatItMeans,
        article.howWeKnow,
        ...article.whatToDo,
        ...(article.forAdministrators ?? []),
        ...(article.forSiteOwners ?? []),
      ];
      for (const sentence of sentences) {
        expect(sentence, article.id).toMatch(lang === 'ja' ? /。$/u : /[.]$/u);
        expect(sentence, article.id).not.toMatch(/[!！]|oops|undefined/iu);
      }
    }
  });

  it('refer only to articles that exist, and never to themselves', async () => {
    const articles = await loadArticles(lang);
    for (const article of articles.all) {
      for (const id of article.related) {
        expect(articles.find(id)?.id).toBe(id);
        expect(id).not.toBe(article.id);
      }
    }
  });

  it('know nothing of an id that is none', async () => {
    expect((await loadArticles(lang)).find('999')).toBeUndefined();
  });
});

describe('both languages', () => {
  it('address the same readers in each article', async () => {
    const [ja, en] = [await loadArticles('ja'), await loadArticles('en')];
    for (const article of en.all) {
      const other = ja.find(article.id);
      expect(Object.keys(other ?? {}).sort(), article.id).toEqual(Object.keys(article).sort());
    }
  });
});
