import type { Secret } from '../base/secret.ts';
import type { CredentialOrigin } from '../observation/observation.ts';

/** A sign-in for one proxy (or site). The user name may carry a domain: `DOMAIN\user`, `user@realm`. */
export interface Credentials {
  readonly user: string;
  readonly password: Secret;
  readonly from: CredentialOrigin;
}
