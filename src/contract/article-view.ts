/** An article on a cause code or an HTTP status, worded in the language that was asked for. */

/** One line of the list. */
export interface ArticleSummary {
  /** `407`, or a cause code. */
  readonly id: string;
  readonly title: string;
  readonly group:
    'status' | 'ok' | 'undetermined' | 'device' | 'settings' | 'vpn' | 'firewall' | 'dns' | 'proxy' | 'tls' | 'site';
}

/** The whole article; plain text, no markup. */
export interface ArticleView extends ArticleSummary {
  readonly sections: readonly ArticleSection[];
  readonly related: readonly ArticleSummary[];
}

export interface ArticleSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly steps: readonly string[];
}
