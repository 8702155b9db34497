import { escapeHtml } from '../base/escape-html.ts';
/** HTML as a tagged template: every value is escaped, and only what was made by the same tag is markup. */

/** A piece of finished markup. Its mark is a symbol that no JSON and no foreign object can carry. */
export interface Markup {
  readonly [MARKUP]: string;
}

const MARKUP = Symbol('markup');

type Value = string | number | Markup | readonly Markup[];

/** Returns markup; strings among the values become text, also inside quoted attributes. */
export function markup(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  const text = parts.reduce((made, part, index) => {
    const value = values[index - 1];
    return made + (value === undefined ? '' : textOf(value)) + part;
  });
  return { [MARKUP]: text };
}

/** Returns the text of finished markup. */
export function markupText(markup: Markup): string {
  return markup[MARKUP];
}

function textOf(value: Value): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return MARKUP in value ? value[MARKUP] : value.map(markupText).join('');
}
