/** What keeps a text from being JSON: a closed vocabulary, worded in `messages`. */
import { type ParseError, printParseErrorCode } from 'jsonc-parser';

export type JsonFault =
  | 'word'
  | 'number'
  | 'key'
  | 'value'
  | 'colon'
  | 'comma'
  | 'brace'
  | 'bracket'
  | 'more-after-end'
  | 'open-comment'
  | 'open-text'
  | 'escape'
  | 'hidden-sign';

/** By the names of the parser. */
const BY_NAME: Readonly<Partial<Record<string, JsonFault>>> = {
  InvalidSymbol: 'word',
  InvalidNumberFormat: 'number',
  UnexpectedEndOfNumber: 'number',
  PropertyNameExpected: 'key',
  ValueExpected: 'value',
  ColonExpected: 'colon',
  CommaExpected: 'comma',
  CloseBraceExpected: 'brace',
  CloseBracketExpected: 'bracket',
  EndOfFileExpected: 'more-after-end',
  InvalidCommentToken: 'open-comment',
  UnexpectedEndOfComment: 'open-comment',
  UnexpectedEndOfString: 'open-text',
  InvalidUnicode: 'escape',
  InvalidEscapeCharacter: 'escape',
  InvalidCharacter: 'hidden-sign',
};

/** Returns the fault that the parser met. */
export function jsonFaultOf({ error }: Pick<ParseError, 'error'>): JsonFault {
  return BY_NAME[printParseErrorCode(error)] ?? 'value';
}
