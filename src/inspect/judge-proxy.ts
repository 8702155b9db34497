/** The administrator's view of a proxy: pure judgement over the facts of one run. */
import type { Observation, ObservationOf } from '../observation/observation.ts';
import type { ProxyServer } from '../settings/proxy-server.ts';
import { headersOf } from '../verdict/replies.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkProxyErrors } from './check-proxy-errors.ts';
import { checkProxySignIn } from './check-proxy-sign-in.ts';
import { finding, gravestFirst, type InspectionFinding } from './finding.ts';
import { openToMuch } from './proxy-ports.ts';
import { proxyView, type ProxyView } from './proxy-view.ts';

export interface ProxyJudgement {
  readonly view: ProxyView;
  readonly findings: readonly InspectionFinding[];
}

/** One in twenty may be chance. */
const MOST_LOSS = 0.05;
/** A page waits for dozens of answers, each of which begins with this. */
const SLOW_MS = 500;
const UNEVEN_MS = 100;

/** Returns the view and its findings, the gravest first. `nowMs`: milliseconds since 1970 by this computer's clock. */
export function judgeProxy(about: {
  readonly proxy: ProxyServer;
  readonly observations: readonly Observation[];
  readonly nowMs: number;
}): ProxyJudgement {
  const { proxy, observations, nowMs } = about;
  const view = proxyView(proxy, observations, nowMs);
  const findings = [
    ...checkName(observations),
    ...checkAddresses(view),
    ...checkKind(view, observations),
    ...checkTls(view, observations, nowMs),
    ...checkProxySignIn(view, observations),
    ...checkPorts(view),
    ...checkForwarding(observations),
    ...checkProxyErrors(view),
    ...checkQuality(view, observations),
  ];
  return { view, findings: gravestFirst(findings) };
}

/** Without an address nothing else could be asked, and nothing else would be found. */
function checkName(observations: readonly Observation[]): readonly InspectionFinding[] {
  const failed = observations.find(
    (one) => one.probe === 'dns.lookup' && one.role === 'proxy' && one.addresses.length === 0,
  );
  return failed?.probe === 'dns.lookup' ? [finding('proxy-name-unknown', [failed], { host: failed.name })] : [];
}

function checkAddresses({ addresses }: ProxyView): readonly InspectionFinding[] {
  const dead = addresses.filter(({ failure }) => failure !== null);
  const evidence = (dead.length === 0 ? addresses : dead).map((one) => ({ id: one.evidence }));
  if (dead.length === 0) return [];
  const details = { names: dead.map(({ address }) => address), count: dead.length, of: addresses.length };
  if (dead.length === addresses.length) {
    const kind = dead[0]?.failure?.kind;
    return [finding('proxy-unreachable', evidence, { ...details, ...(kind === undefined ? {} : { kind }) })];
  }
  const isWhole = (family: 'ipv4' | 'ipv6'): boolean =>
    addresses.every((one) => (one.family === family) === (one.failure !== null));
  if (isWhole('ipv6')) return [finding('ipv6-broken', evidence, details)];
  if (isWhole('ipv4')) return [finding('ipv4-broken', evidence, details)];
  return [finding('some-addresses-dead', evidence, details)];
}

function checkKind({ speaks, proxy }: ProxyView, observations: readonly Observation[]): readonly InspectionFinding[] {
  const kind = observations.find((one) => one.probe === 'proxy.kind');
  if (speaks === null || kind === undefined || speaks.includes(proxy.kind)) return [];
  const [other] = speaks;
  if (other !== undefined) return [finding('kind-differs', [kind], { kind: other, names: [proxy.kind] })];
  // It may still do as asked without a mark by which a proxy is known.
  return observations.some(isForwarded) ? [] : [finding('not-a-proxy', [kind], { kind: proxy.kind })];
}

function checkTls(
  { tls }: ProxyView,
  observations: readonly Observation[],
  nowMs: number,
): readonly InspectionFinding[] {
  const failed = observations.find(
    (one) => one.probe === 'tls.handshake' && one.with === 'proxy' && one.failure !== null,
  );
  return [
    ...(tls === null ? [] : checkCertificates(tls, nowMs)),
    ...(failed?.probe === 'tls.handshake'
      ? [finding('proxy-tls-failed', [failed], { kind: failed.failure?.kind ?? '' })]
      : []),
  ];
}

function checkPorts({ ports }: ProxyView): readonly InspectionFinding[] {
  // The last tunnel went to the address of the same site.
  const byName = ports.filter(({ host }) => host === ports[0]?.host);
  const secure = byName.find(({ port }) => port === 443);
  const tooOpen = openToMuch(byName);
  const byAddress = ports.find(({ host }) => host !== ports[0]?.host);
  const dnsFails =
    byAddress?.outcome === 'open' &&
    (secure?.outcome === 'tried' || secure?.outcome === 'silent' || secure?.outcome === 'failed');
  return [
    ...(secure?.outcome === 'refused'
      ? [
          finding(
            'connect-443-refused',
            [{ id: secure.evidence }],
            secure.status === null ? {} : { status: secure.status },
          ),
        ]
      : []),
    ...(tooOpen.length === 0
      ? []
      : [
          finding(
            'connect-open-ports',
            tooOpen.map(({ evidence }) => ({ id: evidence })),
            { ports: tooOpen.map(({ port }) => port) },
          ),
        ]),
    ...(dnsFails
      ? [finding('proxy-dns-fails', [{ id: secure.evidence }, { id: byAddress.evidence }], { host: secure.host })]
      : []),
  ];
}

/** Whether anything gets through, and whether what does bears the name of the proxy. */
function checkForwarding(observations: readonly Observation[]): readonly InspectionFinding[] {
  const asked = observations.filter(
    (one): one is ObservationOf<'http.exchange'> => one.probe === 'http.exchange' && one.way.purpose === 'control',
  );
  const plain = asked.find((one) => one.form === 'absolute' && one.asExpected === true);
  const nameless = plain !== undefined && plain.reply !== null && headersOf(plain.reply, 'via').length === 0;
  const wantsSignIn = observations.some((one) => 'reply' in one && one.reply?.status === 407);
  const hasPassed = observations.some(isForwarded);
  return [
    ...(nameless ? [finding('via-missing', [plain], { header: 'Via' })] : []),
    ...(asked.length > 0 && !hasPassed && !wantsSignIn
      ? [finding('no-forwarding', asked, { url: asked[0]?.way.url ?? '' })]
      : []),
  ];
}

function isForwarded(one: Observation): boolean {
  return one.probe === 'http.exchange' && one.way.purpose === 'control' && one.asExpected === true;
}

function checkQuality({ quality }: ProxyView, observations: readonly Observation[]): readonly InspectionFinding[] {
  const requests = observations.filter((one) => one.probe === 'proxy.requests');
  if (quality === null || quality.attempts === 0) return [];
  const { lost, attempts, loss, medianMs, jitterMs } = quality;
  if (loss > MOST_LOSS) return [finding('requests-lost', requests, { count: lost, of: attempts })];
  if (medianMs !== null && medianMs > SLOW_MS) return [finding('answers-slow', requests, { ms: medianMs })];
  if (jitterMs !== null && jitterMs > UNEVEN_MS && jitterMs > (medianMs ?? 0))
    return [finding('answers-uneven', requests, { ms: jitterMs })];
  return [];
}
