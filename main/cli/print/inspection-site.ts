/** What was seen of a site: each redirect with who answered, the certificates, and the page by two names. */
import type { TlsView } from '../../../src/inspect/certificate-view.ts';
import { shortName } from '../../../src/inspect/check-certificates.ts';
import type { Look } from '../../../src/inspect/check-crawler.ts';
import type { SiteView } from '../../../src/inspect/judge-site.ts';
import type { SiteStep } from '../../../src/inspect/site-steps.ts';
import { formatDate } from '../../../src/messages/format.ts';
import type { CommandContext } from '../command-context.ts';
import { printable } from '../commands/pac-input.ts';
import { legText } from './legs.ts';

/** Returns the sections, each a list of lines. */
export function siteLines(site: SiteView, context: CommandContext): readonly (readonly string[])[] {
  const { words, paint } = context;
  const heading = (text: string): string => paint.bold(words.cli.form.heading(text));
  return [
    [heading(words.inspect.chain), ...site.steps.flatMap((step, index) => stepLines(step, index, context))],
    ...site.tls.map((tls) => certificateLines(tls, context)),
    ...(site.browser === null || site.crawler === null
      ? []
      : [
          [
            heading(words.inspect.crawler),
            `  ${lookText(words.inspect.asBrowser, site.browser, context)}`,
            `  ${lookText(words.inspect.asCrawler, site.crawler, context)}`,
          ],
        ]),
  ];
}

function stepLines(step: SiteStep, index: number, { words }: CommandContext): readonly string[] {
  const { inspect } = words;
  const who = inspect.answeredBy[step.answeredBy ?? 'nobody'];
  const status =
    step.failure === null ? `${String(step.status ?? '–')} ${step.reason}`.trim() : words.failures[step.failure.kind];
  const evidence =
    step.answeredByEvidence === null
      ? null
      : words.cli.form.listed(inspect.answeredByEvidence(step.answeredByEvidence), legText(step.leg, words));
  return [
    `  ${String(index + 1)}. ${printable(step.url)}`,
    `     ${words.cli.form.labelled(printable(status), evidence === null ? who : words.cli.form.aside(who, evidence))}`,
    ...(step.redirectTo === null ? [] : [`     ${inspect.leadsTo(printable(step.redirectTo))}`]),
  ];
}

/** Returns the chain as a ladder, leaf first. */
export function certificateLines(tls: TlsView, context: CommandContext): readonly string[] {
  const { words, paint, lang } = context;
  const { inspect, cli } = words;
  return [
    paint.bold(cli.form.heading(inspect.certificateOf(tls.host))) +
      paint.dim(
        [tls.protocol, tls.cipher]
          .filter(Boolean)
          .map((part) => ` ${String(part)}`)
          .join(''),
      ),
    ...tls.chain.flatMap((one, index) => {
      const indent = '  '.repeat(index + 1);
      const key =
        one.key === undefined
          ? []
          : [inspect.key(one.key.kind.toUpperCase(), one.key.bits === undefined ? '' : String(one.key.bits))];
      const facts = [inspect.validUntil(formatDate(one.notAfter, lang), one.daysLeft), ...key];
      return [
        `${indent}${index === 0 ? '' : '└ '}${printable(shortName(one.subject))}`,
        paint.dim(`${indent}  ${facts.join(' · ')}`),
        ...(index === tls.chain.length - 1 && !one.selfSigned
          ? [paint.dim(`${indent}  ${inspect.issuedBy(printable(shortName(one.issuer)))}`)]
          : []),
      ];
    }),
  ];
}

function lookText(label: string, look: Look, { words }: CommandContext): string {
  const parts = [
    String(look.status ?? '–'),
    ...(look.redirectTo === null ? [] : [words.inspect.leadsTo(printable(look.redirectTo))]),
    ...(look.noindex ? [words.inspect.noindex] : []),
  ];
  return words.cli.form.labelled(label, parts.join(' · '));
}
