/** All proxies of one network service, as the one text that a journal keeps. */
import { z } from 'zod';
import type { ServiceProxyName, ServiceSettings } from './network-service.ts';
import type { ServiceProxy } from './parse-networksetup.ts';

const text = z.string().max(4_096);
const proxySchema = z.object({
  enabled: z.boolean(),
  server: text,
  port: z.number().int().min(0).max(65_535),
  authenticated: z.boolean(),
});
const serviceSchema = z.object({
  web: proxySchema,
  secureweb: proxySchema,
  ftp: proxySchema,
  socksfirewall: proxySchema,
  auto: z.object({ enabled: z.boolean(), url: text }),
  discovery: z.boolean(),
  bypass: z.array(text).max(5_000),
});

/** Returns the text; the same state always gives the same text. */
export function formatService(service: ServiceSettings): string {
  const proxy = (name: ServiceProxyName): ServiceProxy => {
    const { enabled, server, port, authenticated } = service[name];
    return { enabled, server, port, authenticated };
  };
  return JSON.stringify({
    web: proxy('web'),
    secureweb: proxy('secureweb'),
    ftp: proxy('ftp'),
    socksfirewall: proxy('socksfirewall'),
    auto: { enabled: service.auto.enabled, url: service.auto.url },
    discovery: service.discovery,
    bypass: service.bypass,
  } satisfies ServiceSettings);
}

/** Returns the state of a text; `null` where it is none of ours. */
export function parseService(json: string): ServiceSettings | null {
  try {
    const parsed = serviceSchema.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
