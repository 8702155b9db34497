/** Ways to sign in by their registered names, which stand in lower case among the facts. @see IANA HTTP Authentication Scheme Registry */
const NAMES: Readonly<Record<string, string>> = {
  basic: 'Basic',
  bearer: 'Bearer',
  digest: 'Digest',
  negotiate: 'Negotiate',
  ntlm: 'NTLM',
};

/** Returns the name as people know it; one that nobody knows stands for itself. */
export function schemeName(scheme: string): string {
  return Object.hasOwn(NAMES, scheme) ? (NAMES[scheme] ?? scheme) : scheme;
}
