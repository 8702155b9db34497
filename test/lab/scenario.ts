import type { CauseCode } from '../../src/verdict/cause-code.ts';
import type { Details } from '../../src/verdict/rule.ts';
import type { Fixer } from '../../src/verdict/verdict.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { Lab } from './lab.ts';

/** What a person asks of the command line. */
export interface Ask {
  readonly url: string;
  /** Further options of `diagnose`. */
  readonly options?: readonly string[];
  /** The environment besides the lab's own; proxies are mostly set here. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Files of the home folder, by path inside it. */
  readonly homeFiles?: Readonly<Record<string, string>>;
  /** Files of the computer itself, by absolute path below /etc, /run or /var; nobody else on this machine sees them. */
  readonly systemFiles?: Readonly<Record<string, string>>;
  /** How far this computer's clock is off, as faketime writes it, e.g. `+60d`. */
  readonly clock?: string;
  /** Of `--timeout`; the command line's own default where not given. */
  readonly timeoutSeconds?: number;
  /** Sends SIGINT after that time. */
  readonly interruptAfterMs?: number;
}

/** What the document must say besides the code. */
export interface Expectation {
  /** At least this; 0.8 where not given. */
  readonly confidence?: number;
  readonly atMostConfidence?: number;
  readonly fixer?: readonly Fixer[];
  readonly details?: Partial<Details>;
  /** Codes that must be among `alsoFound`. */
  readonly alsoFound?: readonly CauseCode[];
  /** Codes that must be among `ruledOut`. */
  readonly ruledOut?: readonly CauseCode[];
  /** Complaints about what the servers saw, or about the document as a whole. */
  readonly seen?: (document: DiagnosisDocument) => readonly (string | false)[];
}

/** One sentence about a network, and the cause that must be found there. */
export interface Scenario {
  readonly title: string;
  readonly code: CauseCode;
  /** Codes whose first failing observation this one shares and whose verdict must not be given. */
  readonly nearMissOf: readonly CauseCode[];
  /** Whether the target answers all the same is left to chance; then the cause must be among `alsoFound`. */
  readonly mayAnswer: boolean;
  /** Its rule is still to be written: listed, not run. */
  readonly expectedLater: boolean;
  /** A program that only this scenario wants. */
  readonly needs: string | undefined;
  /** Builds the situation, then says what is asked and what must come of it. */
  readonly play: (lab: Lab) => Promise<{ readonly ask: Ask; readonly expectation: () => Expectation }>;
}

/** Whether the cause of a scenario was found. */
export function isFound({ code, mayAnswer }: Scenario, { verdict, alsoFound }: DiagnosisDocument): boolean {
  return (
    verdict.code === code || (mayAnswer && verdict.code === 'ok' && alsoFound.some((finding) => finding.code === code))
  );
}

/** Writes one scenario: given this lab, when we diagnose this URL, then we blame this on that evidence. */
export function scenario<G>(
  title: string,
  parts: {
    readonly code: CauseCode;
    readonly nearMissOf?: CauseCode | readonly CauseCode[];
    readonly mayAnswer?: boolean;
    readonly expectedLater?: boolean;
    readonly needs?: string;
    readonly given: (lab: Lab) => Promise<G> | G;
    readonly when: (lab: Lab, given: G) => Ask;
    readonly then?: (lab: Lab, given: G) => Expectation;
  },
): Scenario {
  const near = parts.nearMissOf ?? [];
  return {
    title,
    code: parts.code,
    nearMissOf: typeof near === 'string' ? [near] : near,
    mayAnswer: parts.mayAnswer ?? false,
    expectedLater: parts.expectedLater ?? false,
    needs: parts.needs,
    play: async (lab) => {
      const given = await parts.given(lab);
      return { ask: parts.when(lab, given), expectation: () => parts.then?.(lab, given) ?? {} };
    },
  };
}
