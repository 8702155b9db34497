/** Why a PAC script gave no route. */
export interface PacProblem {
  readonly kind:
    | 'unreachable'
    /** Auto-detection: neither DHCP nor DNS names a script. */
    | 'nothing-found'
    | 'not-javascript'
    | 'html'
    | 'no-function'
    | 'throws'
    | 'too-long'
    | 'too-large'
    | 'unparsable-answer'
    | 'out-of-memory'
    | 'not-supported-yet';
  /** Technical detail, e.g. the engine's own message; never matched on. */
  readonly detail?: string;
  /** Line of the script, from 1. */
  readonly line?: number;
}
