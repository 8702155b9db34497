/** The one main button of a verdict: what a person can do next in this window. */
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { ProxyServer } from '../../src/settings/proxy-server.ts';
import { FIX_IDS, type FixId } from '../../src/messages/messages.ts';
import { hrefOf } from './place.ts';

export type NextAction =
  | { readonly kind: 'credentials'; readonly href: string; readonly isCorrection: boolean }
  | { readonly kind: 'settings'; readonly href: string }
  /** A guided fix, which this window carries out. */
  | { readonly kind: 'fix'; readonly fix: FixId; readonly href: string }
  | { readonly kind: 'try-url'; readonly url: string }
  | { readonly kind: 'tell'; readonly whom: 'admin' | 'site' }
  | { readonly kind: 'again' };

/** What else is known of the run. */
interface About {
  /** A practice scene: this computer's settings are not touched for it. */
  readonly isPractice?: boolean;
  /** All is well, but programs of this computer go another way. */
  readonly hasStrayTools?: boolean;
}

/** Returns the action that fits the verdict: its first fix, else whoever can fix it. */
export function nextAction(document: DiagnosisDocument, about: About = {}): NextAction {
  const { verdict } = document;
  // Nothing is known that anybody could put right; a second look may see more.
  if (verdict.code === 'undetermined') return { kind: 'again' };
  // A sign-in in the proxy's own address comes before a saved one, so the form could not replace it.
  if (verdict.code === 'proxy.credentials-rejected' && isFromAddress(document))
    return { kind: 'settings', href: hrefOf('settings') };
  for (const { id } of document.fixes) {
    const action = actionOfFix(id, document, about);
    if (action !== null) return action;
  }
  const byCode = verdict.code === 'proxy.auth-required' ? 'enter-credentials' : 'replace-credentials';
  if (verdict.code === 'proxy.auth-required' || verdict.code === 'proxy.credentials-rejected') {
    return actionOfFix(byCode, document, about) ?? { kind: 'again' };
  }
  if (verdict.details.suggestedUrl !== undefined) return { kind: 'try-url', url: verdict.details.suggestedUrl };
  if (verdict.hop === 'settings' && verdict.fixer.includes('user'))
    return { kind: 'settings', href: hrefOf('settings') };
  const [first] = verdict.fixer;
  if (first === 'admin' || first === 'site') return { kind: 'tell', whom: first };
  return { kind: 'again' };
}

/** Returns the other fixes that this window can carry out. */
export function otherFixes(document: DiagnosisDocument, about: About = {}): readonly FixId[] {
  const main = nextAction(document, about);
  // No finding proposes it: what is amiss lies beside the way that was checked.
  const isStray = about.hasStrayTools === true && document.verdict.code === 'ok' && about.isPractice !== true;
  const ids = [...document.fixes.map(({ id }) => id), ...(isStray ? ['set-tool-proxy'] : [])];
  return ids.flatMap((id) => {
    const action = actionOfFix(id, document, about);
    if (action?.kind !== 'fix') return [];
    return main.kind === 'fix' && main.fix === action.fix ? [] : [action.fix];
  });
}

function isFromAddress(document: DiagnosisDocument): boolean {
  return document.observations.some((one) => one.probe === 'credentials.look-up' && one.from === 'uri');
}

function actionOfFix(id: string, document: DiagnosisDocument, { isPractice = false }: About): NextAction | null {
  switch (id) {
    case 'enter-credentials':
    case 'replace-credentials':
      return { kind: 'credentials', href: credentialsHref(document), isCorrection: id === 'replace-credentials' };
    case 'correct-url':
      return document.verdict.details.suggestedUrl === undefined
        ? fixAction(id)
        : { kind: 'try-url', url: document.verdict.details.suggestedUrl };
    case 'ask-administrator':
    case 'trust-inspection-ca':
    case 'install-inspection-ca-request':
      return { kind: 'tell', whom: 'admin' };
    case 'ask-site-owner':
      return { kind: 'tell', whom: 'site' };
    default:
      return isPractice ? practiceAction(id) : fixAction(id);
  }
}

function fixAction(id: string): NextAction | null {
  const fix = FIX_IDS.find((one) => one === id);
  return fix === undefined ? null : { kind: 'fix', fix, href: hrefOf('fixes', { rest: fix }) };
}

/** Remedies that change settings: in a practice scene these are only looked at. */
const SETTING_FIXES = [
  'correct-port',
  'correct-kind',
  'correct-address',
  'remove-local-proxy',
  'go-direct',
  'bypass-site',
  'use-found-proxy',
  'repair-pac',
];

function practiceAction(id: string): NextAction | null {
  return SETTING_FIXES.includes(id) ? { kind: 'settings', href: hrefOf('settings') } : null;
}

/** The form for exactly the proxy and the realm that the verdict speaks of. */
function credentialsHref(document: DiagnosisDocument): string {
  const { details } = document.verdict;
  const proxy = proxyOf(document);
  return hrefOf('credentials', {
    rest: 'new',
    query: {
      host: details.proxyHost ?? proxy?.host ?? '',
      port: String(details.proxyPort ?? proxy?.port ?? ''),
      kind: proxy?.kind ?? 'http',
      realm: details.realm ?? '',
    },
  });
}

/** The first proxy of the route that was used. */
function proxyOf(document: DiagnosisDocument): ProxyServer | null {
  for (const leg of document.settings.route) if (leg.kind !== 'direct') return leg;
  return null;
}
