/** The person asked for something that can't be done as asked: one sentence on standard error, exit status 2. */
export class UsageProblem extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'UsageProblem';
  }
}
