import type { HopState, Observation } from '../observation/observation.ts';
import type { Leg } from '../settings/proxy-server.ts';
import type { SettingsSource } from '../settings/settings-source.ts';
import type { Details } from '../verdict/rule.ts';
import type { CauseCode } from '../verdict/cause-code.ts';
import type { Fixer } from '../verdict/verdict.ts';

/** `throughway.diagnosis/1` of cli.md: what `diagnose --json` prints, one document a URL. */
export interface DiagnosisDocument {
  readonly schema: 'throughway.diagnosis/1';
  readonly target: string;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly settings: {
    readonly source: SettingsSource;
    readonly route: readonly Leg[];
    readonly bypassed: boolean;
    readonly others: readonly {
      readonly source: SettingsSource;
      readonly state: 'read' | 'absent' | 'unreadable';
      readonly route: readonly Leg[];
      readonly why?: string;
    }[];
  };
  readonly route: readonly HopState[];
  readonly verdict: FindingDocument & {
    readonly ruledOut: readonly {
      readonly code: CauseCode;
      readonly because: string;
      readonly evidence: readonly string[];
    }[];
  };
  readonly alsoFound: readonly FindingDocument[];
  readonly fixes: readonly {
    readonly id: string;
    readonly title: string;
    readonly kind: 'automatic' | 'guided' | 'ask';
    readonly undo: boolean;
  }[];
  readonly observations: readonly Observation[];
}

export interface FindingDocument {
  readonly code: CauseCode;
  readonly hop: HopState['hop'] | null;
  readonly confidence: number;
  readonly fixer: readonly Fixer[];
  readonly title: string;
  readonly explanation: string;
  readonly evidence: readonly string[];
  readonly details: Details;
}
