/** Shows a proxy a sign-in for the first time: on a control site, so that a wrong one meets no URL of the list (cli.md). */
import type { ControlSite } from '../probe/control-site.ts';
import type { UpstreamDesk } from '../relay/upstream-desk.ts';
import { closeLink } from '../relay/upstream-link.ts';
import { parseTarget } from '../route/parse-target.ts';
import { openWay, visitPlainly, type Along, type HopRequest } from './visit-hop.ts';

/** Asks for the control site that a diagnosis would take, over this leg; what the site answers is nobody's concern here. */
export async function proveSignIn(desk: UpstreamDesk, along: Along, sites: readonly ControlSite[]): Promise<void> {
  const site = sites.find(({ url }) => url.startsWith('http:')) ?? sites[0];
  const parsed = site === undefined ? null : parseTarget(site.url);
  if (parsed?.ok !== true) return;
  const { target } = parsed.value;
  const request: HopRequest = {
    target,
    cookie: null,
    authorization: null,
    onLink: () => undefined,
    isProof: true,
  };
  if (target.scheme === 'http') {
    await visitPlainly({ desk }, request, along);
    return;
  }
  // A tunnel that stands, or is refused, has said it.
  const opened = await openWay({ desk }, request, along);
  if ('link' in opened) closeLink(opened.link);
}
