/** What can be wrong with a preset: closed vocabularies, worded in `messages`. */
import type { ProxyAddressProblem } from '../settings/proxy-settings.ts';
import type { ScriptAddressProblem } from '../settings/script-address.ts';
import type { AuthorityProblem } from './authority.ts';
import type { JsonFault } from './json-fault.ts';

/** What should stand at a place in the file. */
export type Expected =
  | 'text'
  | 'flag'
  | 'number'
  | 'list'
  | 'group'
  | 'choice'
  | 'date'
  | 'form'
  | 'certificate'
  | 'fingerprint'
  | 'shorter'
  | 'longer'
  | 'range'
  | 'other';

/** Where in the file; line and column count from 1. */
export interface InFile {
  /** Keys and numbers from the top, joined by dots; empty for the whole file. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** Why a preset can't be used. Nothing in it quotes a value. */
export type PresetProblem =
  /** More than a megabyte, or lists in lists in lists. */
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json'; readonly line: number; readonly column: number; readonly fault: JsonFault }
  | (InFile & {
      readonly kind: 'wrong-shape';
      readonly expected: readonly Expected[];
      /** What may stand there, where that is a short list. */
      readonly choices?: readonly string[];
    })
  | (InFile & { readonly kind: 'too-new'; readonly version: number })
  | (InFile & PlacedProblem);

/** What the checks find at a place. */
export type PlacedProblem =
  | { readonly kind: 'address'; readonly problem: ProxyAddressProblem['kind'] }
  | { readonly kind: 'script-address'; readonly problem: ScriptAddressProblem }
  /** A certificate that could not be used. */
  | { readonly kind: 'authority'; readonly problem: AuthorityProblem }
  | { readonly kind: PlainProblem };

/** Problems that need no more than their place. */
export type PlainProblem =
  /** Saved in another encoding; the place is the first byte that is wrong. */
  | 'not-utf8'
  /** `__proto__` and the like: no key of ours, and a trap for careless readers. */
  | 'forbidden-key'
  /** Programs would read different values from one file. */
  | 'duplicate-key'
  /** A password, or a key that is there to hold one. */
  | 'secret'
  /** Not http or https, or no address at all. */
  | 'url'
  /** An update server that anybody on the way could stand in for. */
  | 'not-encrypted'
  /** A name in letters that look like others. */
  | 'look-alike'
  /** Signs that can't be seen, or turn the text around. */
  | 'hidden-signs'
  | 'bypass-entry'
  /** An authority of an inspection without a certificate and without a fingerprint. */
  | 'no-authority'
  | 'condition'
  | 'email'
  | 'dates-reversed'
  | 'same-name'
  | 'two-ways'
  | 'unknown-lock';

/** What is worth telling although the preset can be used. */
export type PresetWarning = InFile & {
  readonly kind:
    | 'unknown-key'
    | 'expired'
    | 'not-yet-valid'
    | 'no-version'
    | 'place-never-chosen'
    | 'nothing-set'
    | 'authority-expired';
  /** The key that was probably meant. */
  readonly nearest?: string;
};
