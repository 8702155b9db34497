/** What the person wants to reach, as a parsed URL. */
export interface Target {
  /** Normalised: A-labels, no userinfo, no fragment. */
  readonly url: string;
  readonly scheme: 'http' | 'https';
  /** Lower case, A-labels; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}
