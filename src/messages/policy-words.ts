/** Words about every field of a preset; loaded only where templates, schemas and pages are made. */
import type { PolicyKey, PolicyKind, PresetField } from '../presets/preset-fields.ts';

export interface PolicyWords {
  readonly title: string;
  readonly product: string;
  readonly lockedFolder: string;
  readonly lockedFolderHelp: string;
  readonly defaultsFolder: string;
  readonly defaultsFolderHelp: string;
  readonly supported: string;
  readonly jsonHint: string;
  readonly listHint: string;
  readonly trustedKeys: { readonly title: string; readonly text: string };
  /** Titles of the policies. */
  readonly keys: Readonly<Record<PolicyKey, string>>;
  /** What each field means, as sentences. */
  readonly fields: Readonly<Record<PresetField, string>>;
  readonly page: {
    readonly title: string;
    readonly intro: string;
    readonly guide: string;
    readonly inFile: string;
    readonly inRegistry: string;
    readonly onMac: string;
    readonly fields: string;
    readonly example: string;
    readonly fileOnly: string;
    readonly fileOnlyIntro: string;
    readonly kinds: Readonly<Record<PolicyKind, string>>;
    readonly macKinds: Readonly<Record<PolicyKind, string>>;
  };
}
