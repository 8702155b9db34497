/** What a verdict tells of the proxy it speaks of. */
import type { Path } from './path.ts';
import type { ProxyReply } from './replies.ts';
import type { Details } from './rule.ts';

/** Its place. */
export function proxyDetails(path: Path): Details {
  return path.proxy ? { proxyHost: path.proxy.host, proxyPort: path.proxy.port } : {};
}

/** Its place and what it said. */
export function refusalDetails(path: Path, refusal: ProxyReply): Details {
  return {
    ...proxyDetails(path),
    status: refusal.reply.status,
    answeredBy: 'proxy',
    answeredByEvidence: refusal.evidence,
  };
}
