/** `throughway explain CODE`: the article on a cause code or an HTTP status. */
import type { Article, ArticleId } from '../../../src/messages/article.ts';
import { loadArticles } from '../../../src/messages/load-articles.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { wrap } from '../print/wrap.ts';
import { UsageProblem } from '../usage-problem.ts';

export const runExplain: RunCommand = async (context, { args, options }) => {
  const { terminal, words, lang, common } = context;
  const articles = await loadArticles(lang);
  if (options['list'] === true) {
    for (const article of articles.all)
      terminal.print(common.json ? JSON.stringify(summary(article)) : line(article, context));
    return EXIT.good;
  }
  const [code] = args;
  if (code === undefined) throw new UsageProblem(words.cli.errors.missingArgument('CODE'));
  const article = articles.find(code.toLowerCase());
  if (article === undefined) throw new UsageProblem(words.cli.errors.noArticle(code, nearest(code, articles.all)));
  terminal.print(common.json ? JSON.stringify(article) : articleText(article, context));
  return EXIT.good;
};

function summary(article: Article): object {
  return { id: article.id, title: article.title };
}

function line(article: Article, { paint, words }: CommandContext): string {
  return words.cli.form.labelled(paint.bold(article.id), article.title);
}

function articleText(article: Article, context: CommandContext): string {
  const { words, paint } = context;
  const { headings } = words.cli;
  const paragraphs = (lines: readonly string[]): string => lines.map((text) => running(text, context)).join('\n\n');
  const steps = (lines: readonly string[]): string =>
    lines.map((text, index) => running(`${String(index + 1)}. ${text}`, context, '  ')).join('\n');
  const sections: readonly (readonly [heading: string, text: string])[] = [
    [headings.whatItMeans, paragraphs(article.whatItMeans)],
    [headings.howWeKnow, running(article.howWeKnow, context)],
    [headings.whatToDo, steps(article.whatToDo)],
    [headings.forAdministrators, paragraphs(article.forAdministrators ?? [])],
    [headings.forSiteOwners, paragraphs(article.forSiteOwners ?? [])],
    [headings.related, words.cli.form.listed(...article.related)],
  ];
  return [
    paint.bold(words.cli.form.aside(article.title, article.id)),
    ...sections.filter(([, text]) => text !== '').map(([heading, text]) => `${paint.bold(heading)}\n${text}`),
  ].join('\n\n');
}

function running(text: string, { terminal, lang }: CommandContext, indent = ''): string {
  return wrap(text, { columns: terminal.columns, lang, indent });
}

/** The code that shares its last part, or begins alike. */
function nearest(typed: string, articles: readonly Article[]): ArticleId | undefined {
  const wanted = typed.toLowerCase();
  const what = wanted.split('.').at(-1) ?? wanted;
  if (what === '') return undefined;
  return articles.find((one) => one.id.endsWith(`.${what}`) || one.id.startsWith(wanted) || one.id.includes(what))?.id;
}
