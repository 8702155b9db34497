/** Kerberos or SSPI, loaded when the first proxy asks for Negotiate. */
import type { NegotiateProvider } from '../../src/auth/negotiate-provider.ts';
import type { KerberosTools } from './kerberos.ts';

/** Returns the provider; nothing of it is loaded before the first challenge. */
export function openLazyNegotiate(tools: KerberosTools): NegotiateProvider {
  let opened: Promise<NegotiateProvider> | null = null;
  return {
    begin: async (service) => {
      opened ??= import('./kerberos.ts').then(({ openKerberos }) => openKerberos(tools));
      return (await opened).begin(service);
    },
  };
}
