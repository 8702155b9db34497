import type { Hop } from './hop.ts';
import type { Failure } from './failure.ts';
import type { Leg, ProxyKind } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';

export type ObservationId = `o${number}`;
export type WayId = `w${number}`;

/** What a way is for. `variation` is the target asked differently (another scheme, name or size). */
export type WayPurpose = 'target' | 'control' | 'variation';

/** One attempt to fetch one URL over one leg; every layer it passes leaves an observation that carries it. */
export interface Way {
  readonly id: WayId;
  readonly purpose: WayPurpose;
  /** The URL asked, userinfo and fragment removed. */
  readonly url: string;
  readonly leg: Leg;
  /** Only for `variation`: what was varied. */
  readonly variation?: Variation;
  /** Number of redirects that led here; 0 for the URL that was asked for. */
  readonly redirects: number;
}

export type Variation =
  /** The same page asked for by the names of other programs. */
  | 'as-browser'
  | 'as-crawler'
  /** Only asked for a tunnel, which is closed at once. */
  | 'tunnel'
  | 'short-hello'
  | 'padded-hello'
  /** A ClientHello that every server can only refuse: an alert is the smallest answer that TLS has. */
  | 'refused-hello'
  | 'small-header'
  | 'port-443'
  | 'other-scheme'
  | 'other-name'
  | 'retry'
  /** `OPTIONS`, which HTTP names as its "ping" (RFC 9110 §9.3.7): is anybody there who answers anything? */
  | 'alive';

/** A challenge of `WWW-Authenticate` or `Proxy-Authenticate` (RFC 9110 §11.3). */
export interface ChallengeFact {
  /** Lower case. */
  readonly scheme: string;
  readonly realm?: string;
  /** Parameter names and values, lower-case names; `token68` where that form was used. */
  readonly params: Readonly<Record<string, string>>;
}

/** The head of an HTTP answer and the beginning of its body, redacted. */
export interface ReplyFact {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: string;
  /** As received, in order; values of cookies and secrets replaced. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Challenges of the header that fits the status (401 → WWW-Authenticate, 407 → Proxy-Authenticate), and of the other one as well. */
  readonly proxyChallenges: readonly ChallengeFact[];
  readonly siteChallenges: readonly ChallengeFact[];
  /** A challenge header was there but could not be parsed. */
  readonly challengeUnparsable: boolean;
  /** The first 2 KB of the body as text, redacted. */
  readonly bodySample: string;
  /** Bytes of body seen before we stopped reading (≤ 64 KB). */
  readonly bodyBytes: number;
  /** Whether the body ended as its framing said (true also where we stopped by ourselves at the limit). */
  readonly bodyComplete: boolean;
  /** 1xx answers before the final one. */
  readonly informational: number;
}

/** How a sign-in went on this connection. Never the credentials themselves. */
export interface SignInFact {
  /** Scheme of the credentials that were sent, lower case; `null` where none were. */
  readonly sent: string | null;
  readonly from: CredentialOrigin | null;
  /** Schemes that this machine could not answer, and why. */
  readonly unusable: readonly { readonly scheme: string; readonly why: UnusableScheme }[];
  /** The sign-in was accepted earlier in this run, by a control site or this very connection. */
  readonly provenBefore: boolean;
  /** Withheld on purpose: after one rejection nothing more is sent. */
  readonly withheld: boolean;
}

export type UnusableScheme =
  | 'unknown-scheme'
  | 'no-library'
  | 'no-ticket'
  | 'ticket-expired'
  | 'no-domain'
  | 'no-credentials'
  | 'bad-challenge'
  | 'not-for-this-peer'
  | 'clock-skew'
  /** NTLM and Negotiate belong to a connection, and this one was closed between their messages. */
  | 'connection-not-kept'
  | 'no-service-principal';

export type CredentialOrigin = 'option' | 'uri' | 'keychain' | 'prompt' | 'ticket';

/** One certificate of a chain as sent. */
export interface CertificateFact {
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly names: readonly string[];
  readonly sha256: string;
  readonly selfSigned: boolean;
  /** Kind of the public key as OpenSSL names it (`rsa`, `ec`, `ed25519` …), with its size where it has one. */
  readonly key?: { readonly kind: string; readonly bits?: number };
  /** Object identifier of the signature's algorithm (RFC 5280 §4.1.1.2), dotted. */
  readonly signature?: string;
}

export interface InterfaceFact {
  readonly name: string;
  readonly kind: 'loopback' | 'ethernet' | 'wifi' | 'tun' | 'tap' | 'wireguard' | 'ppp' | 'virtual' | 'unknown';
  readonly isUp: boolean;
  /** Addresses with prefix length, e.g. `192.0.2.7/24`; link-local ones included. */
  readonly addresses: readonly string[];
  /** A known VPN product or protocol that this interface belongs to. */
  readonly vpn?: string;
}

export interface RouteFact {
  /** CIDR, `0.0.0.0/0` or `::/0` for the default route. */
  readonly destination: string;
  readonly interface: string;
  readonly gateway?: string;
  readonly metric?: number;
  /** Number or name of the kernel's table where it is not the main one (VPNs bring their own). */
  readonly table?: string;
}

/** The resolvers that one link brought along (DHCP, its profile), whatever this computer asks at the moment. */
export interface LinkNameServers {
  readonly interface: string;
  readonly servers: readonly string[];
  /** Who says so, e.g. `resolvectl`, a lease file, or `route` where a listed resolver is reached over this link. */
  readonly from: string;
}

/** Why an echo found no way: `permission-denied` is this computer's own word, the others are ICMP errors. */
export interface EchoRefusal {
  readonly kind: 'permission-denied' | 'prohibited' | 'host-unreachable' | 'network-unreachable';
  readonly from?: string;
}

/** What one socket got when a handshake of one kind was tried on a port. */
export interface KindTry {
  readonly failure: Failure | null;
  /** First bytes of the answer, hex, at most 64 bytes. */
  readonly firstBytes: string;
  /** HTTP answer where one could be parsed. */
  readonly reply: ReplyFact | null;
  /** The time that the other side tells, and how far it is from this computer's, seconds. */
  readonly clock?: { readonly date: string; readonly offsetSeconds: number };
}

interface FactOfWay {
  readonly way: Way;
}

/** The facts, by probe. `failure: null` means the operation succeeded. A fact has no adjectives and no advice. */
export type Fact =
  | {
      /** What the run was told, as far as judging needs it. */
      readonly probe: 'run.start';
      readonly controlUrls: readonly string[];
      readonly budgetMs: number;
    }
  | {
      readonly probe: 'settings.read';
      readonly source: SettingsSource;
      readonly state: 'read' | 'absent' | 'unreadable';
      readonly why?: string;
      readonly raw?: string;
      readonly from: string;
      readonly route: readonly Leg[];
      readonly bypassed: boolean;
      readonly pacUrl?: string;
      readonly autoDetect?: boolean;
      readonly managed?: boolean;
      /** Why the address for the target's scheme can't be parsed; the text itself only without userinfo. */
      readonly invalid?: { readonly kind: string; readonly text?: string };
    }
  | {
      readonly probe: 'route.resolve';
      readonly url: string;
      /** Asked to compare: not the way of the target, nor of a redirect of it. */
      readonly purpose?: 'variation';
      readonly source: SettingsSource;
      readonly because: string;
      readonly route: readonly Leg[];
      readonly bypassed: boolean;
      /** The bypass rule that matched, as written. */
      readonly bypassRule?: string;
      /** Where a bypass rule decided: the legs it would have been without the rule. */
      readonly withoutBypass?: readonly Leg[];
      readonly invalid?: { readonly kind: string; readonly text?: string };
      /** A PAC script or auto-detection decides, and why no answer could be had from it. */
      readonly pacProblem?: { readonly kind: string; readonly detail?: string; readonly line?: number };
      readonly pacUrl?: string;
    }
  | {
      /** A PAC script was fetched, never through a proxy. `failure: null` with a status other than 200 is no script. */
      readonly probe: 'pac.fetch';
      readonly url: string;
      readonly failure: Failure | null;
      readonly status?: number;
      readonly contentType?: string;
      /** The encoding it was read with, and whether a byte order mark said so. */
      readonly charset?: string;
      readonly byteOrderMark?: boolean;
      readonly bytes?: number;
      readonly redirects?: number;
    }
  | {
      /** A PAC script was asked for one URL. */
      readonly probe: 'pac.run';
      /** The target, userinfo and fragment removed. */
      readonly url: string;
      readonly answer: string | null;
      readonly route: readonly Leg[];
      /** Entries of the answer that mean nothing, as written. */
      readonly badEntries: readonly string[];
      /** Kind of the problem where no route came of it. */
      readonly problem?: string;
      readonly line?: number;
      readonly helperCalls: number;
      readonly dnsQuestions: number;
      /** The helper call that took longest. */
      readonly slowest?: { readonly name: string; readonly args: readonly string[]; readonly tookMs: number };
    }
  | {
      /** A proxy script was looked for by automatic detection (WPAD), and asked for one URL where there was one. */
      readonly probe: 'wpad.look-up';
      readonly url: string;
      /** Address of the script; `null` where neither DHCP nor DNS names one. */
      readonly found: string | null;
      readonly by?: 'dhcp' | 'dns';
      /** Names that were asked for in DNS, in order. */
      readonly names: readonly string[];
      /** What the script answers for the URL; empty where there is no answer. */
      readonly route: readonly Leg[];
      /** Kind of the problem where the script gave no route. */
      readonly problem?: string;
    }
  | {
      readonly probe: 'credentials.look-up';
      readonly from: CredentialOrigin | 'none';
      /** For which proxy, `host:port`. */
      readonly proxy: string;
      /** As its first challenge names it; empty where it names none. */
      readonly realm?: string;
      readonly problem?: 'keychain-locked' | 'keychain-absent' | 'keychain-refused' | 'keychain-timed-out';
      /** This credential was refused by this proxy before and has not changed since. */
      readonly rejectedBefore?: boolean;
      /** Characters outside ASCII: which charset the proxy expects may matter. */
      readonly nonAscii?: boolean;
    }
  | {
      readonly probe: 'device.network';
      readonly interfaces: readonly InterfaceFact[];
      readonly routes: readonly RouteFact[];
      /** Addresses of the resolvers that this computer asks. */
      readonly nameServers: readonly string[];
      /** Looked for only while a VPN is up. */
      readonly linkNameServers?: readonly LinkNameServers[];
      readonly unreadable?: string;
    }
  | {
      /** Which interface carries a given address. */
      readonly probe: 'device.route-to';
      readonly address: string;
      readonly failure: Failure | null;
      readonly interface?: string;
      readonly gateway?: string;
      readonly sourceAddress?: string;
    }
  | {
      readonly probe: 'dns.lookup';
      readonly name: string;
      readonly role: 'proxy' | 'target' | 'control' | 'pac' | 'variation';
      /** Address of the one resolver that was asked instead of this computer's own. */
      readonly server?: string;
      readonly addresses: readonly string[];
      readonly failure: Failure | null;
      /** The way that needed the name; a name that is looked up once serves several ways, each leaves its own observation where it failed. */
      readonly way?: Way;
      /** What the resolver itself said by family, apart from the system's own look-up (hosts file, mDNS …). */
      readonly byFamily?: { readonly a: Failure | null; readonly aaaa: Failure | null };
    }
  | (FactOfWay & {
      readonly probe: 'tcp.connect';
      readonly to: 'proxy' | 'site';
      readonly host: string;
      readonly address: string;
      readonly port: number;
      readonly failure: Failure | null;
    })
  | (FactOfWay & {
      /** CONNECT or SOCKS, spoken to the proxy; for SOCKS `reply` is null and `socks` holds the codes. */
      readonly probe: 'proxy.handshake';
      readonly method: 'CONNECT' | 'SOCKS5' | 'SOCKS4a';
      readonly authority: string;
      readonly failure: Failure | null;
      readonly reply: ReplyFact | null;
      readonly socks?: { readonly method?: number; readonly auth?: number; readonly reply?: number };
      readonly signIn: SignInFact;
      /** First bytes received, hex, at most 64 bytes; empty where none came. */
      readonly firstBytes: string;
      readonly bytesReceived: number;
    })
  | (FactOfWay & {
      readonly probe: 'tls.handshake';
      readonly with: 'proxy' | 'site';
      readonly serverName: string;
      readonly failure: Failure | null;
      readonly protocol?: string;
      readonly cipher?: string;
      readonly alpn?: string;
      /** As sent, leaf first; empty where none came. */
      readonly chain: readonly CertificateFact[];
      /** Whether the chain and the name were accepted, and the TLS library's code where not. */
      readonly trusted: boolean;
      readonly rejection?: string;
      readonly nameMatches?: boolean;
      /** A well-known public certification authority stands at the end of the chain (bundled roots). */
      readonly publicIssuer?: boolean;
      /** Size of the ClientHello that was sent. */
      readonly helloBytes?: number;
      /** First bytes of an answer that is not TLS, hex. */
      readonly firstBytes?: string;
      readonly alert?: string;
    })
  | (FactOfWay & {
      readonly probe: 'http.exchange';
      /** How it was asked: to the site itself (also inside a tunnel) or in absolute form to a proxy (RFC 9112 §3.2.2). */
      readonly form: 'origin' | 'absolute';
      readonly inTunnel: boolean;
      readonly secure: boolean;
      readonly failure: Failure | null;
      readonly reply: ReplyFact | null;
      /** Sign-in to the proxy (absolute form) on this exchange. */
      readonly signIn: SignInFact;
      /** Sign-in to the site: only ever from userinfo of the target's URL. */
      readonly siteSignIn: { readonly sent: string | null };
      readonly bytesReceived: number;
      readonly firstBytes: string;
      readonly requestBytes: number;
      /** Only for control sites: the answer is the known one. */
      readonly asExpected?: boolean;
      /** Only for control sites: what is known of the answer is more than "some 2xx", so that a stranger's page fails. */
      readonly isTelling?: boolean;
      /** Where a redirect leads, absolute, redacted. */
      readonly redirectTo?: string;
      /** What the page's own `<meta name="robots">` says; looked for where a site is looked at as a crawler does. */
      readonly metaRobots?: string;
      /** The answer's `Date` minus this computer's clock, seconds. */
      readonly clockOffsetSeconds?: number;
    })
  | {
      /** What a port speaks: each greeting on a socket of its own, and one that only listens. */
      readonly probe: 'proxy.kind';
      readonly host: string;
      readonly port: number;
      readonly address: string;
      readonly connect: Failure | null;
      /** What came before anything was sent. */
      readonly banner: KindTry | null;
      readonly http: KindTry | null;
      /** Absolute-form GET of a control site with a known answer. */
      readonly httpGet: (KindTry & { readonly asExpected: boolean }) | null;
      /** Absolute-form GET of a name that can't exist (RFC 6761 §6.4): a web server serves it its own page, a proxy can't. */
      readonly httpOther: KindTry | null;
      readonly https: (KindTry & { readonly tls: boolean }) | null;
      readonly socks5: KindTry | null;
      readonly socks4: KindTry | null;
      /** `OPTIONS` with `Max-Forwards: 0`, which an HTTP proxy answers by itself (RFC 9110 §7.6.2): is it alive at all? */
      readonly alive: KindTry | null;
      /** Which kinds of proxy handshake got a proxy's answer, by protocol facts alone. */
      readonly speaks: readonly ProxyKind[];
    }
  | {
      /** Common proxy ports of a host: which accept a connection. */
      readonly probe: 'host.ports';
      readonly host: string;
      readonly ports: readonly { readonly port: number; readonly failure: Failure | null }[];
    }
  | {
      readonly probe: 'host.ping';
      readonly host: string;
      /** The interface that the echo was bound to; the routes decided where it is not given. */
      readonly interface?: string;
      readonly answered: boolean | null;
      readonly rttMs?: number;
      readonly why?: string;
      /** What came back instead of an answer: an ICMP error and its sender (RFC 792), or this computer's own refusal. */
      readonly refusal?: EchoRefusal;
    }
  | {
      /** Connects over and over to the first hop that answers. */
      readonly probe: 'quality.connects';
      readonly host: string;
      readonly port: number;
      readonly attempts: number;
      readonly succeeded: number;
      readonly rttsMs: readonly number[];
    }
  | {
      /** Small requests to a proxy itself, one after the other, each on a connection of its own. */
      readonly probe: 'proxy.requests';
      readonly host: string;
      readonly port: number;
      readonly attempts: number;
      /** From the first packet to the answer, in the order of the requests; `null` where none came. */
      readonly timesMs: readonly (number | null)[];
    }
  | {
      /** Whether a proxy keeps a connection between the messages of a sign-in. */
      readonly probe: 'proxy.keep-alive';
      readonly host: string;
      readonly port: number;
      /** Scheme whose first message, which holds no secret, was sent; `null`: a request without a sign-in. */
      readonly scheme: 'ntlm' | null;
      /** Status of the first answer. */
      readonly status: number | null;
      /** Whether a second request on the same connection was answered; `null` where there was no first answer. */
      readonly kept: boolean | null;
      readonly failure: Failure | null;
    }
  | {
      readonly probe: 'vpn.connections';
      readonly state: 'read' | 'absent' | 'unreadable';
      readonly why?: string;
      readonly connections: readonly {
        readonly name: string;
        readonly kind: string;
        readonly isUp: boolean;
        readonly interface?: string;
        /** The known VPN client that it belongs to. */
        readonly product?: string;
        /** Networks (CIDR) that it carries when it is on, where its profile says so. */
        readonly networks?: readonly string[];
        /** The other side may name more of them once it is on. */
        readonly mayCarryMore?: boolean;
        /** Domains whose names it resolves when it is on, where its profile says so: lower case, without a dot before. */
        readonly domains?: readonly string[];
        /** The program of the operating system that can switch it by its name. */
        readonly by?: 'nmcli' | 'wg-quick' | 'scutil' | 'rasdial';
      }[];
      /** What the organisation says: which proxies need a VPN. Absent where it says nothing. */
      readonly needed?: VpnNeed;
    }
  | {
      readonly probe: 'firewall.rules';
      readonly address: string;
      readonly port: number;
      readonly state: 'read' | 'absent' | 'unreadable';
      readonly why?: string;
      readonly matching: readonly {
        readonly rule: string;
        /** `redirect`: the connection is sent somewhere else than it was meant to go. */
        readonly verdict: 'drop' | 'reject' | 'redirect' | 'accept';
        readonly backend: string;
        /** The product that wrote the rule, where its name stands in it. */
        readonly product?: string;
      }[];
    }
  | {
      /** How the run ended: what was left undone, and why. */
      readonly probe: 'run.end';
      readonly reason: 'done' | 'budget' | 'interrupted';
      readonly unanswered: readonly string[];
      /** Keys (`requestKey`) of all questions that were put and answered, so that a saved run is judged alike. */
      readonly asked?: readonly string[];
    };

/** Which proxies need a VPN (`all`, or those named; a `null` port stands for every port), and what people call it. */
export interface VpnNeed {
  readonly names: readonly string[];
  readonly proxies: 'all' | readonly { readonly host: string; readonly port: number | null }[];
}

export type ProbeName = Fact['probe'];

/** The result of one operation: when, how long, and the facts. */
export type Observation = Fact & {
  readonly id: ObservationId;
  /** Milliseconds after the start of the run. */
  readonly atMs: number;
  readonly tookMs: number;
};

/** The observation of one probe. */
export type ObservationOf<P extends ProbeName> = Extract<Observation, { readonly probe: P }>;

/** State of one hop in the route picture. */
export interface HopState {
  readonly hop: Hop;
  readonly state: 'ok' | 'failed' | 'degraded' | 'skipped' | 'unknown';
}
