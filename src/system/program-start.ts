/** A process of a program that people know by name. */
export interface ProgramStart {
  readonly name: string;
  readonly startedMs: number;
}
