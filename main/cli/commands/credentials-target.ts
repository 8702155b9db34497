/** Which proxy and which account a `credentials` command is about. */
import type { CredentialRecord } from '../../../src/auth/credential-store.ts';
import type { SettingsOverrides } from '../../../src/assistant/assistant.ts';
import { formatList } from '../../../src/messages/format.ts';
import { parseProxyServer } from '../../../src/settings/parse-proxy-uri.ts';
import type { ProxyServer } from '../../../src/settings/proxy-server.ts';
import type { Host } from '../../host/compose.ts';
import type { CommandContext, GivenOptions } from '../command-context.ts';
import { checkUrls, textOption, textsOption } from '../given-options.ts';
import { UsageProblem } from '../usage-problem.ts';

/** What every `credentials` command but `list` is about. */
export interface CredentialsTarget {
  readonly proxy: ProxyServer;
  /** `host:port`, as people write it. */
  readonly place: string;
  readonly user: string | undefined;
  readonly realm: string | undefined;
  /** What the proxy is asked for in a test. */
  readonly url: string;
  readonly controlUrls: readonly string[];
  readonly timeoutMs: number;
}

const TEST_MS = 15_000;

/** Reads arguments and options; the proxy is the one named, else the one of the settings. */
export async function credentialsTarget(
  context: CommandContext,
  host: Host,
  given: { readonly args: readonly string[]; readonly options: GivenOptions },
): Promise<CredentialsTarget> {
  const { words } = context;
  const [argument] = given.args;
  const option = textOption(given.options, 'proxy');
  if (argument !== undefined && option !== undefined) {
    throw new UsageProblem(words.cli.errors.exclusive('PROXY', '--proxy'));
  }
  const controlUrls = textsOption(given.options, 'controlUrl');
  const url = textOption(given.options, 'for') ?? controlUrls[0];
  checkUrls([...(url === undefined ? [] : [url]), ...controlUrls], words);
  const asked = url ?? (await host.defaultUrl());
  const named = option ?? argument;
  const proxy = named === undefined ? await firstProxy(context, host, { urls: [asked] }) : parse(named, context);
  if (proxy === null) throw new UsageProblem(words.cli.credentials.noProxy);
  return {
    proxy,
    place: placeText(proxy),
    user: textOption(given.options, 'user'),
    realm: textOption(given.options, 'realm'),
    url: asked,
    controlUrls,
    timeoutMs: TEST_MS,
  };
}

/** Returns the first proxy that the settings name for one of the URLs; `null` where all go direct. */
export async function firstProxy(
  context: Pick<CommandContext, 'interruption'>,
  host: Host,
  given: { readonly urls: readonly string[]; readonly overrides?: SettingsOverrides },
): Promise<ProxyServer | null> {
  for (const url of given.urls) {
    const { route } = await host.settingsFor(url, given.overrides ?? {}, context.interruption);
    for (const leg of route.legs) if (leg.kind !== 'direct') return leg;
  }
  return null;
}

/** Returns the one stored account that is meant, or `null` where none is stored; several are a question to the person. */
export async function storedAccount(
  context: CommandContext,
  host: Host,
  { proxy, user, realm }: CredentialsTarget,
): Promise<CredentialRecord | null> {
  const records = await recordsAt(host, proxy);
  const fitting = records.filter(
    (record) => (user === undefined || record.user === user) && (realm === undefined || record.realm === realm),
  );
  const users = [...new Set(fitting.map((record) => record.user))];
  if (users.length > 1) {
    throw new UsageProblem(context.words.cli.credentials.several(formatList(users, context.lang)));
  }
  return fitting.toSorted((a, b) => lastUse(b).localeCompare(lastUse(a)))[0] ?? null;
}

/** Returns what is known of the accounts at one proxy; a list that can't be read counts as empty. */
export async function recordsAt(host: Host, proxy: ProxyServer): Promise<readonly CredentialRecord[]> {
  const listed = await host.store.list();
  return listed.ok ? listed.value.filter((record) => record.host === proxy.host && record.port === proxy.port) : [];
}

/** Returns `host:port` with the brackets that IPv6 needs. */
export function placeText({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${String(port)}`;
}

function lastUse(record: CredentialRecord): string {
  return record.lastAcceptedAt ?? record.storedAt;
}

function parse(text: string, { words }: CommandContext): ProxyServer {
  const parsed = parseProxyServer(text);
  if (parsed.state === 'valid') return parsed.server;
  const why = parsed.state === 'invalid' ? words.addressProblems[parsed.problem.kind] : words.proxyKinds.direct;
  throw new UsageProblem(words.cli.errors.badProxyHidden(why));
}
