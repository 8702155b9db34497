import type { SystemTools } from '../system-tools.ts';

/** Payloads of configuration profiles that lay down proxies (Apple's device management reference). */
const PAYLOADS = /com\.apple\.(?:proxy\.http\.global|SystemConfiguration)\b/u;

/** Whether a configuration profile lays down proxies. Only an administrator sees those of the whole computer. */
export async function isProxyManaged(tools: SystemTools, signal: AbortSignal): Promise<boolean> {
  const outcome = await tools.run('/usr/bin/profiles', ['show', '-type', 'configuration'], { signal });
  return outcome.state === 'done' && PAYLOADS.test(outcome.stdout);
}
