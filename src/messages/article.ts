import type { CauseCode } from '../verdict/cause-code.ts';
import type { CauseText } from './messages.ts';

/** Statuses that have an article of their own. */
export const STATUS_ARTICLES = ['401', '403', '404', '407', '429', '502', '503', '504'] as const;

export type StatusArticleId = (typeof STATUS_ARTICLES)[number];

export type ArticleId = CauseCode | StatusArticleId;

/** What an article says: plain text, a string a paragraph or step. */
export interface ArticleText {
  readonly whatItMeans: readonly string[];
  readonly howWeKnow: string;
  /** Steps for the person at the screen, in order. */
  readonly whatToDo: readonly string[];
  readonly forAdministrators?: readonly string[];
  readonly forSiteOwners?: readonly string[];
}

/** A status has a title of its own; a cause takes the one of the catalogue. */
export interface StatusArticleText extends ArticleText {
  readonly title: string;
}

export interface Article extends StatusArticleText {
  readonly id: ArticleId;
  readonly related: readonly ArticleId[];
}

/** All articles of one language, and where causes have their titles. */
export interface ArticleTexts {
  readonly statuses: Readonly<Record<StatusArticleId, StatusArticleText>>;
  readonly causes: Readonly<Record<CauseCode, ArticleText>>;
  readonly titles: Readonly<Record<CauseCode, CauseText>>;
}
