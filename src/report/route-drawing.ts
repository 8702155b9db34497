/** The route as a drawing in SVG: shape, sign and word say the state of each hop, so that it reads without colour. */
import type { HopState } from '../observation/observation.ts';
import { markup, type Markup } from './html-template.ts';
import type { Wording } from './report-sections.ts';

const STEP = 112;
const HEIGHT = 104;

/** Returns the drawing. */
export function routeDrawing(label: string, hops: readonly HopState[], wording: Wording): Markup {
  const width = STEP * hops.length;
  const { cli, hops: names, hopStates } = wording.words;
  const text = cli.form.listed(...hops.map(({ hop, state }) => cli.form.labelled(names[hop], hopStates[state])));
  return markup`<svg class="route" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${`${label} – ${text}`}">
${hops.map((hop, index) => hopDrawing(hop, index, wording))}</svg>
`;
}

function hopDrawing({ hop, state }: HopState, index: number, { words }: Wording): Markup {
  const x = index * STEP + STEP / 2;
  const line = index === 0 ? [] : [markup`<path class="line ${state}" d="M${x - STEP + 24} 30H${x - 24}"/>\n`];
  return markup`${line}<g class="${state}"><g transform="translate(${x - 20} 10)">${MARKS[state]}</g>
<text x="${x}" y="72" class="hop">${words.hops[hop]}</text>
<text x="${x}" y="92" class="state">${words.hopStates[state]}</text></g>
`;
}

const CIRCLE = markup`<circle class="shape" cx="20" cy="20" r="16"/>`;

const MARKS = {
  ok: markup`${CIRCLE}<path class="sign" d="M12.5 20.8l5.2 5.2 9.8-11"/>`,
  failed: markup`<path class="shape" d="M13 3h14l10 10v14l-10 10H13L3 27V13z"/><path class="sign" d="M14 14l12 12M26 14L14 26"/>`,
  degraded: markup`<path class="shape" d="M20 4L37 35H3z"/><path class="sign" d="M20 16v9M20 29.6v.6"/>`,
  skipped: markup`${CIRCLE}<path class="sign" d="M14 20h12"/>`,
  unknown: markup`${CIRCLE}<circle class="dot" cx="20" cy="20" r="2.6"/>`,
} as const satisfies Record<HopState['state'], Markup>;
