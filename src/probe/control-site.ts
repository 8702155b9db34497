/** A well-known connectivity-check URL and its known answer. */
export interface ControlSite {
  readonly url: string;
  readonly expect:
    | { readonly kind: 'status-204-empty' }
    | { readonly kind: 'body'; readonly text: string }
    | { readonly kind: 'any-2xx' };
}
