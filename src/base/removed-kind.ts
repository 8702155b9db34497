/** What is taken out of a text that leaves this computer, by where it stood. */
export const REMOVED_KINDS = [
  'proxy-sign-in',
  'address-sign-in',
  'address-value',
  'cookie',
  'header-value',
  'challenge-token',
  'page-part',
  'token',
] as const;

export type RemovedKind = (typeof REMOVED_KINDS)[number];
