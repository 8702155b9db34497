/** The report as Markdown: reads well as plain text, and nothing in it that came from outside can become markup. */
import type { HopState } from '../observation/observation.ts';
import { reportSections, type Block, type Wording } from './report-sections.ts';
import type { SupportReport } from './support-report.ts';

/** Returns the text, ending with a line break. */
export function reportMarkdown(report: SupportReport, wording: Wording): string {
  const parts = reportSections(report, wording).map(({ title, blocks }, index) =>
    [`${index === 0 ? '#' : '##'} ${escape(title)}`, ...blocks.map((block) => blockText(block, wording))].join('\n\n'),
  );
  return `${parts.join('\n\n')}\n`;
}

const MARKS = { ok: '●', failed: '✕', degraded: '▲', skipped: '○', unknown: '?' } as const satisfies Record<
  HopState['state'],
  string
>;

function blockText(block: Block, { words }: Wording): string {
  const { labelled } = words.cli.form;
  switch (block.kind) {
    case 'text':
      return escape(block.text);
    case 'facts':
      return block.rows.map(([label, text]) => `- ${labelled(`**${escape(label)}**`, escape(text))}`).join('\n');
    case 'list':
      return [
        ...(block.label === null ? [] : [`**${escape(block.label)}**`, '']),
        ...block.items.map((item) => `- ${escape(item)}`),
      ].join('\n');
    case 'table':
      return [block.head, block.head.map(() => '---'), ...block.rows]
        .map((row, index) => `| ${row.map((cell) => (index === 1 ? cell : escape(cell))).join(' | ')} |`)
        .join('\n');
    case 'route':
      return block.hops
        .map(({ hop, state }) => `- ${MARKS[state]} ${labelled(words.hops[hop], words.hopStates[state])}`)
        .join('\n');
  }
}

/** A backslash before what would be markup (CommonMark section 2.4); control characters become blanks. */
function escape(text: string): string {
  return text
    .replace(/\p{Cc}+/gu, ' ')
    .replace(/[\\`*[\]<>|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^([-+#=~])/u, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/u, '$1\\$2')
    .replace(/&(?=#?\w+;)/g, '\\&');
}
