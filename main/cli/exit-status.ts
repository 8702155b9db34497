/** Exit statuses of the command line (public interface). */
export const EXIT = {
  good: 0,
  notGood: 1,
  usage: 2,
  bug: 3,
  notAvailable: 4,
  needsAdministrator: 5,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
