/** Articles as pages show them. */
import type { Result } from '../../src/base/result.ts';
import { ok, refuse } from '../../src/base/result.ts';
import type { ApiProblem } from '../../src/contract/api.ts';
import type { ArticleSection, ArticleSummary, ArticleView } from '../../src/contract/article-view.ts';
import { HOPS } from '../../src/observation/hop.ts';
import type { Article } from '../../src/messages/article.ts';
import type { Lang } from '../../src/messages/format.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import { loadArticles } from '../../src/messages/load-articles.ts';

/** Returns all titles, statuses first. */
export async function listArticles(lang: Lang): Promise<readonly ArticleSummary[]> {
  return (await loadArticles(lang)).all.map(summaryOf);
}

/** Returns one article. */
export async function articleView(id: string, lang: Lang): Promise<Result<ArticleView, ApiProblem>> {
  const articles = await loadArticles(lang);
  const article = articles.find(id);
  if (article === undefined) return refuse({ kind: 'not-found' });
  const related = article.related.flatMap((one) => {
    const found = articles.find(one);
    return found === undefined ? [] : [summaryOf(found)];
  });
  return ok({ ...summaryOf(article), sections: sectionsOf(article, lang), related });
}

function sectionsOf(article: Article, lang: Lang): readonly ArticleSection[] {
  const { headings } = getMessages(lang).cli;
  return [
    { heading: headings.whatItMeans, paragraphs: article.whatItMeans, steps: [] },
    { heading: headings.howWeKnow, paragraphs: [article.howWeKnow], steps: [] },
    { heading: headings.whatToDo, paragraphs: [], steps: article.whatToDo },
    { heading: headings.forAdministrators, paragraphs: article.forAdministrators ?? [], steps: [] },
    { heading: headings.forSiteOwners, paragraphs: article.forSiteOwners ?? [], steps: [] },
  ].filter((section) => section.paragraphs.length + section.steps.length > 0);
}

function summaryOf({ id, title }: Article): ArticleSummary {
  const prefix = id.split('.', 1)[0] ?? '';
  const hop = HOPS.find((one) => one === prefix);
  if (hop !== undefined) return { id, title, group: hop };
  return { id, title, group: prefix === 'ok' || prefix === 'undetermined' ? prefix : 'status' };
}
