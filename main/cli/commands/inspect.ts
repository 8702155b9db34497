/** `throughway inspect URL` or `--proxy HOST:PORT`: the two expert views. */
import type { DiagnoseInput } from '../../../src/assistant/assistant.ts';
import { needsAction } from '../../../src/inspect/finding.ts';
import { INSPECTED_PORTS } from '../../../src/inspect/proxy-ports.ts';
import { BUILT_IN_CONTROL_SITES } from '../../../src/probe/control-site.ts';
import type { InspectionDocument } from '../../../src/report/inspection-document.ts';
import { redactUrl } from '../../../src/base/redact.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import { PROXY_KINDS, type ProxyServer } from '../../../src/settings/proxy-server.ts';
import type { Host } from '../../host/compose.ts';
import type { CommandContext, GivenOptions, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { checkUrls, textOption, textsOption } from '../given-options.ts';
import { followProgress } from '../print/progress.ts';
import { proxyCredentials } from '../proxy-credentials.ts';
import { readCaFile } from '../read-ca-file.ts';
import { UsageProblem } from '../usage-problem.ts';
import { placeText } from './credentials-target.ts';

const USUAL_REQUESTS = 20;

export const runInspect: RunCommand = async (context, { args: [url], options }) => {
  const { terminal, words, common } = context;
  const proxy = readProxy(options, context);
  if ((url === undefined) === (proxy === null)) throw new UsageProblem(words.inspect.cli.eitherOr);
  const requests = readRequests(options, context);
  const controlUrls = textsOption(options, 'controlUrl');
  checkUrls([...(url === undefined ? [] : [url]), ...controlUrls], words);
  const caFile = await readCaFile(textOption(options, 'ca'), context);
  const host = await context.openHost(caFile === undefined ? {} : { extraAnchors: caFile });
  const shared = {
    lang: context.lang,
    ...(controlUrls.length === 0 ? {} : { controlUrls }),
    ...(await givenCredentials(context, host, { options, url, proxy })),
  };
  const progress = followProgress(context);
  const run = { signal: context.interruption, onProgress: progress.take };
  let document: InspectionDocument;
  if (proxy === null) {
    announce(context, words.inspect.cli.announceSite(redactUrl(url ?? '')));
    const direct = options['direct'] === true ? { direct: true } : {};
    document = await host.assistant.inspectSite({ url: url ?? '', ...shared, ...direct }, run);
  } else {
    const ports = words.cli.form.listed(...INSPECTED_PORTS.map(String));
    announce(context, words.inspect.cli.announceProxy(placeText(proxy), requests, ports));
    document = await host.assistant.inspectProxy({ proxy, requests, ...shared }, run);
  }
  progress.end();
  if (common.json) terminal.print(JSON.stringify(document));
  else terminal.print((await import('../print/inspection.ts')).inspectionText(document, context));
  await host.assistant.close();
  return needsAction(document.findings) ? EXIT.notGood : EXIT.good;
};

/** What will be sent is said before it is sent, and not among the results. */
function announce({ terminal, common, paint }: CommandContext, text: string): void {
  if (!common.quiet && !common.json) terminal.complain(paint.dim(text));
}

async function givenCredentials(
  context: CommandContext,
  host: Host,
  given: { readonly options: GivenOptions; readonly url: string | undefined; readonly proxy: ProxyServer | null },
): Promise<{ readonly credentials?: NonNullable<DiagnoseInput['credentials']> }> {
  const proxy = given.proxy === null ? {} : { proxy: `${given.proxy.kind}://${placeText(given.proxy)}` };
  const urls = [given.url ?? BUILT_IN_CONTROL_SITES[0]?.url ?? ''];
  const credentials = await proxyCredentials(context, host, { options: given.options, overrides: proxy, urls });
  return credentials === null ? {} : { credentials };
}

function readProxy(options: GivenOptions, { words }: CommandContext): ProxyServer | null {
  const text = textOption(options, 'proxy');
  const kindText = textOption(options, 'kind');
  const kind = PROXY_KINDS.find((one) => one === (kindText ?? 'http'));
  if (kind === undefined)
    throw new UsageProblem(words.cli.errors.badChoice('--kind', kindText ?? '', PROXY_KINDS.join(', ')));
  if (text === undefined) return null;
  const isNamed = /^[a-z][a-z0-9]*:\/\//i.test(text);
  if (isNamed && kindText !== undefined)
    throw new UsageProblem(words.cli.errors.exclusive('--kind', `${text.split(':', 1)[0] ?? ''}://`));
  const parsed = parseProxyServer(isNamed ? text : `${kind}://${text}`);
  // A sign-in in the address would stand in the list of processes for everybody to read.
  if (parsed.state !== 'valid' || parsed.credentials !== undefined)
    throw new UsageProblem(words.inspect.cli.notProxy(text.replace(/^.*@/s, '…@').slice(0, 200)));
  return parsed.server;
}

function readRequests(options: GivenOptions, { words }: CommandContext): number {
  const text = textOption(options, 'requests');
  if (text === undefined) return USUAL_REQUESTS;
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > 100) throw new UsageProblem(words.inspect.cli.requestsRange(text));
  return count;
}
