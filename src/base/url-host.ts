/** Returns host and port of a URL as a person would name it; a text that is no URL stands for itself. */
export function hostOfUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
