import type { SystemTools } from './system-tools.ts';

/** Bundles of the system's trust store: Debian and Arch, Fedora, SUSE, Alpine and BSD. The first that is there counts. */
export const LINUX_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/ca-bundle.pem',
  '/var/lib/ca-certificates/ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const;

/** More certificates than any store has. */
const MAX_CERTIFICATES = 5_000;

/**
 * Returns a function that reads, once and when first asked, the certificates that this computer trusts beside Node's
 * own list: SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, the system's store. One PEM text a certificate, none twice.
 */
export function lazyTrustAnchors(tools: SystemTools, bundles: readonly string[]): () => Promise<readonly string[]> {
  let pending: Promise<readonly string[]> | null = null;
  return () => {
    pending ??= readTrustAnchors(tools, bundles);
    return pending;
  };
}

async function readTrustAnchors(tools: SystemTools, bundles: readonly string[]): Promise<readonly string[]> {
  const named = [tools.env['SSL_CERT_FILE'], tools.env['NODE_EXTRA_CA_CERTS']].filter(
    (path): path is string => path !== undefined && path !== '',
  );
  const texts = await Promise.all([...named, ...bundles].map((path) => tools.readFile(path)));
  const found = texts.map((one) => (one.state === 'read' ? splitPem(one.value) : []));
  const store = found.slice(named.length).find((certificates) => certificates.length > 0) ?? [];
  const system = tools.systemCertificates?.() ?? [];
  return [...new Set([...found.slice(0, named.length).flat(), ...store, ...system])];
}

/** Returns the certificates of a PEM text, each by itself (RFC 7468 §5). */
export function splitPem(text: string): readonly string[] {
  const blocks = text.match(
    /-----BEGIN (?:TRUSTED )?CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END (?:TRUSTED )?CERTIFICATE-----/gu,
  );
  return (blocks ?? []).slice(0, MAX_CERTIFICATES);
}
