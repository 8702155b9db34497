import { hasTwoSchemes } from '../settings/script-address.ts';
import { looksLikeAnother } from './look-alike.ts';
import type { Path, Report } from './report-problem.ts';

/** An address that may be opened: http or https, nobody's name in it, and in letters that are what they seem. */
export function checkUrl(text: string, path: Path, report: Report): void {
  if (!URL.canParse(text) || hasTwoSchemes(text)) {
    report(path, { kind: 'url' });
    return;
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') report(path, { kind: 'url' });
  else if (url.username !== '' || url.password !== '') report(path, { kind: 'secret' });
  else if (looksLikeAnother(url.hostname)) report(path, { kind: 'look-alike' });
}
