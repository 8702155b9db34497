/** The report as one HTML file: no script, nothing fetched, prints well. */
import { markup, markupText, type Markup } from './html-template.ts';
import { reportSections, type Block, type Section, type Wording } from './report-sections.ts';
import { REPORT_STYLE } from './report-style.ts';
import { routeDrawing } from './route-drawing.ts';
import type { SupportReport } from './support-report.ts';

/** Even if something of it could become markup, nothing may run, load or be sent. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Returns the whole file. */
export function reportHtml(report: SupportReport, wording: Wording): string {
  const [head, ...sections] = reportSections(report, wording);
  const page = markup`<html lang="${wording.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${titleOf(report, wording)}</title>
STYLE</head>
<body>
<main>
<h1>${head?.title ?? ''}</h1>
${(head?.blocks ?? []).map((block) => blockMarkup(block, wording))}
${sections.map((section) => sectionMarkup(section, wording))}
</main>
</body>
</html>
`;
  // The sheet is ours and holds quotes, which the tag would escape.
  return `<!doctype html>\n${markupText(page).replace('STYLE</head>', () => `<style>\n${REPORT_STYLE}\n</style>\n</head>`)}`;
}

function titleOf({ checks }: SupportReport, { words }: Wording): string {
  const [first] = checks;
  return first === undefined ? words.report.title : `${words.report.title} – ${first.verdict.title}`;
}

function sectionMarkup({ title, blocks }: Section, wording: Wording): Markup {
  return markup`<section>
<h2>${title}</h2>
${blocks.map((block) => blockMarkup(block, wording))}</section>
`;
}

function blockMarkup(block: Block, wording: Wording): Markup {
  switch (block.kind) {
    case 'text':
      return markup`<p>${block.text}</p>\n`;
    case 'facts':
      return markup`<dl>
${block.rows.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>\n`)}</dl>
`;
    case 'list':
      return markup`${block.label === null ? '' : markup`<h3>${block.label}</h3>\n`}<ul>
${block.items.map((item) => markup`<li>${item}</li>\n`)}</ul>
`;
    case 'table':
      return markup`<div class="scroll" tabindex="0" role="region" aria-label="${block.label}"><table>
<thead><tr>${block.head.map((cell) => markup`<th scope="col">${cell}</th>`)}</tr></thead>
<tbody>
${block.rows.map((row) => markup`<tr>${row.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`)}</tbody>
</table></div>
`;
    case 'route':
      return routeDrawing(block.label, block.hops, wording);
  }
}
