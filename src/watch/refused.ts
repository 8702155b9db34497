/** Causes after which another try could cost the person an account: then nothing is sent until a sign-in changes. */
import type { CauseCode } from '../verdict/cause-code.ts';

const REFUSED: readonly CauseCode[] = ['proxy.credentials-rejected', 'proxy.auth-broken', 'site.credentials-rejected'];

/** Whether a sign-in was refused; certain at once, because it is not tried again to be sure. */
export function isRefused(code: CauseCode): boolean {
  return REFUSED.includes(code);
}
