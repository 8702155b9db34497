import tls from 'node:tls';

/** Returns the system's trust store where the runtime can read it by itself (Node 22.15 and later), else nothing. */
export function systemCertificates(): readonly string[] {
  // Node 20's types don't know the function, because Node 20 doesn't have it.
  const reader: unknown = Reflect.get(tls, 'getCACertificates');
  if (typeof reader !== 'function') return [];
  const found: unknown = Reflect.apply(reader, tls, ['system']);
  return Array.isArray(found) ? found.filter((pem) => typeof pem === 'string') : [];
}

/** Returns the certificates of the authorities that Node itself trusts, PEM. */
export function builtInCertificates(): readonly string[] {
  return tls.rootCertificates;
}
