/** What one way is: the plan, and what its layers hand to each other. */
import type { Secret } from '../base/secret.ts';
import type { Failure } from '../observation/failure.ts';
import type { SignInFact, Variation, Way, WayPurpose } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { ControlSite } from './control-site.ts';
import type { Layer } from './first-hop.ts';
import type { RawReply } from './http-reply.ts';
import { authorityOf, hostOf, portOf } from './http-request.ts';
import type { ProbeRun } from './probe-run.ts';
import type { Wire } from './wire.ts';

/** One way to go. */
export interface WayPlan {
  readonly purpose: WayPurpose;
  readonly url: string;
  readonly leg: Leg;
  readonly redirects: number;
  readonly variation?: Variation;
  /** The known answer, for control sites. */
  readonly expect?: ControlSite['expect'];
  readonly cookie?: Secret | null;
  readonly isProof?: boolean;
  readonly prove?: () => Promise<void>;
}

/** What the layers of one way are handed. */
export interface Trip {
  readonly run: ProbeRun;
  readonly plan: WayPlan;
  readonly way: Way;
  /** As asked, with its query; only host, port and path of it go into a request. */
  readonly url: URL;
}

/** The beginning of a way: an open connection to the site, or where it stopped. */
export type OpenedWay =
  | { readonly wire: Wire; readonly signIn: SignInFact }
  | {
      readonly wire: null;
      readonly at: Layer;
      readonly failure: Failure | null;
      readonly raw?: RawReply | null;
      readonly signIn: SignInFact;
    };

/** Host and port of the site as a proxy is told them. */
export function siteAuthority(url: URL): string {
  return authorityOf(hostOf(url), portOf(url));
}
