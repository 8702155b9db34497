/** `throughway relay`: a proxy on this computer that signs in for other programs, until it is asked to end. */
import { systemCodeOf } from '../../../src/base/error-code.ts';
import { isIpLiteral, isLoopback } from '../../../src/settings/canonical-host.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import { redactProxyText } from '../../../src/settings/redact-proxy-text.ts';
import { parseAuthority } from '../../../src/relay/request-head.ts';
import { isRelayForbidden } from '../../host/relay-allowed.ts';
import type { RunningRelay } from '../../host/relay-host.ts';
import type { CommandContext, RunCommand } from '../command-context.ts';
import { EXIT } from '../exit-status.ts';
import { readOverrides, textOption } from '../given-options.ts';
import { proxyCredentials } from '../proxy-credentials.ts';
import { readCaFile } from '../read-ca-file.ts';
import { UsageProblem } from '../usage-problem.ts';
import { agreeOnTools, readSetTools, tellAgreed, untellTools } from './relay-tools.ts';

interface Listen {
  readonly host: string;
  readonly port: number;
}

export const runRelay: RunCommand = async (context, { options }) => {
  const { terminal, words, common, interruption } = context;
  const overrides = readOverrides(options, words);
  checkProxy(overrides.proxy, context);
  const withSecret = options['secret'] === true;
  const listen = readListen(textOption(options, 'listen'), context);
  if (!isLoopback(listen.host) && !withSecret) throw new UsageProblem(words.relay.cli.needsSecret(textOf(listen)));
  const setTools = readSetTools(options, { listen, withSecret }, context);
  const extraAnchors = await readCaFile(textOption(options, 'ca'), context);
  const host = await context.openHost(extraAnchors === undefined ? {} : { extraAnchors });
  if (await isRelayForbidden(host)) {
    terminal.complain(words.relay.cli.forbidden);
    return EXIT.notGood;
  }
  const urls = [await host.defaultUrl()];
  const credentials = await proxyCredentials(context, host, { options, overrides, urls });
  const isAgreed = options['yes'] === true;
  const planned =
    setTools === 'none' ? null : await agreeOnTools(host, { tools: setTools, place: listen, isAgreed }, context);
  if (planned === null && setTools !== 'none') return EXIT.notGood;
  const running = await start(context, () =>
    host.openRelay({ listen, overrides, credentials, lang: context.lang, withSecret }),
  );
  const listening = textOf({ host: listen.host, port: running.relay.place.port });
  const { secretFile } = running;
  const told = planned === null ? null : await tellAgreed(host, planned, context);
  if (told !== null && 'status' in told) {
    await running.stop();
    await host.assistant.close();
    return told.status;
  }
  terminal.print(
    JSON.stringify({ listening, ...(secretFile === null ? {} : { secretFile }), ...(told === null ? {} : told) }),
  );
  if (!common.quiet && !common.json) {
    terminal.complain(words.cli.relay.ready(listening));
    if (secretFile !== null) terminal.complain(words.relay.cli.secretIn(secretFile));
  }
  await ended(interruption);
  const keep = options['keepTools'] === true;
  const change = told?.change ?? null;
  // First the tools, while the relay still answers: none of them is left with an address where nobody is.
  const status = change === null ? EXIT.good : await untellTools(host, { change, keep }, context);
  await running.stop();
  await host.assistant.close();
  if (!common.quiet && !common.json) terminal.complain(words.cli.relay.ended);
  return status;

  async function start({ words: { relay } }: CommandContext, open: () => Promise<RunningRelay>): Promise<RunningRelay> {
    try {
      return await open();
    } catch (thrown) {
      const code = systemCodeOf(thrown);
      if (code === null) throw thrown;
      throw new UsageProblem(relay.cli.cannotListen(textOf(listen), code));
    }
  }
};

function ended(interruption: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interruption.aborted) resolve();
    else
      interruption.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

/** A diagnosis finds out what is wrong with an address; a relay could only say so to every client. */
function checkProxy(text: string | undefined, { words }: CommandContext): void {
  if (text === undefined || parseProxyServer(text).state !== 'invalid') return;
  throw new UsageProblem(words.relay.cli.badProxy(redactProxyText(text)));
}

/** An address of this computer and a port; `127.0.0.1:0` lets the system choose one. */
function readListen(text: string | undefined, { words }: CommandContext): Listen {
  if (text === undefined) return { host: '127.0.0.1', port: 0 };
  const isFree = text.endsWith(':0');
  const place = parseAuthority(isFree ? `${text}000`.replace(/:0000$/, ':1') : text, null);
  const host = place === 'bad-target' ? '' : place.host === 'localhost' ? '127.0.0.1' : place.host;
  if (place === 'bad-target' || !isIpLiteral(host)) throw new UsageProblem(words.relay.cli.badListen(text));
  return { host, port: isFree ? 0 : place.port };
}

function textOf({ host, port }: Listen): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}
