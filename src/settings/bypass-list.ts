/** One rule of a bypass list; hosts that match go DIRECT. Vocabulary of Chromium's net/docs/proxy.md. */
export type BypassRule =
  /** `host[:port]` pattern; `*` matches any run of characters; optional scheme restriction. */
  | { readonly kind: 'host-pattern'; readonly pattern: string; readonly port?: number; readonly scheme?: string }
  /** An address block; matches IP literals only, because proxy resolution comes before DNS. */
  | {
      readonly kind: 'address-block';
      readonly address: string;
      readonly prefixLength: number;
      readonly port?: number;
      readonly scheme?: string;
    }
  /** `<local>`: simple host names, those without a dot. */
  | { readonly kind: 'local' }
  /** `<-loopback>`: takes the implicit rules away. */
  | { readonly kind: 'subtract-implicit' };

/** A bypass list in one model; `unparsed` keeps entries that mean nothing in their dialect. */
export interface BypassList {
  readonly rules: readonly BypassRule[];
  readonly unparsed: readonly string[];
  /** KDE's "use proxy only for …": everything but the list goes DIRECT. */
  readonly reversed?: boolean;
}

export const EMPTY_BYPASS: BypassList = { rules: [], unparsed: [] };
