/** English words for the authority of a TLS inspection, and who trusts it. */
import type { AuthorityProblem } from '../presets/authority.ts';
import type { TrustPlanProblem } from '../tools/plan-trust.ts';
import type { TrustReason, TrustState } from '../tools/read-trust.ts';

const states: Record<TrustState, string> = {
  trusts: 'trusts it',
  lacks: 'does not trust it',
  unsure: 'not known',
  off: 'checks no certificates at all',
};

const reasons: Record<TrustReason, string> = {
  bundle: 'Its settings name a file of authorities of its own.',
  'system-store': 'It follows the list of this computer.',
  'own-list': 'It brings a list of its own along, and does not look at the list of this computer.',
  'own-store': 'It keeps a database of its own.',
  'by-version': 'Newer versions follow the list of this computer, older ones bring their own.',
  'checking-off':
    'Whoever stands in between can read and change everything. Trust the authority instead, and switch checking on again.',
  unreadable: 'Its settings or its list could not be read.',
};

const problems: Record<TrustPlanProblem, string> = {
  'system-only': 'It follows the list of this computer. "throughway fix trust-inspection-ca" adds the authority there.',
  'own-store': 'It keeps a database that only a program of its own can change.',
  'variable-only': 'It reads a variable of the environment, which has to be set by hand on this system.',
  'variable-wins': 'A variable of the environment names another file and is stronger. Change the variable first.',
  'not-understood': 'Its settings file could not be read, or is written in a form that is not understood.',
};

const authorityProblems: Record<AuthorityProblem, string> = {
  'not-a-certificate': 'The text in the preset is no certificate.',
  'other-fingerprint': 'The certificate in the preset has another fingerprint than the preset says. It is not used.',
  'not-an-authority': 'The certificate in the preset may not sign for sites. It is not used.',
  expired: 'The certificate in the preset has expired. It is not used.',
  'not-found': 'The preset names only a fingerprint, and no certificate with it is on this computer.',
};

export const trustEn = {
  states,
  reasons,
  problems,
  authorityProblems,
  title: 'The authority of the inspection',
  lead: 'Your organisation inspects encrypted connections. Its authority stands in the preset of your IT department; each program here trusts it, or refuses the sites.',
  system: 'This computer',
  systemStates: {
    yes: 'The list of this computer holds it.',
    no: 'The list of this computer does not hold it. "throughway fix trust-inspection-ca" adds it, with administrator rights.',
    unknown: 'The list of this computer could not be read.',
  },
  noneNamed:
    'No preset of your IT department names an authority for inspection, so there is none that could be trusted here. If a warning about certificates shows up, do not click it away: ask your IT department.',
  from: 'From',
  bundle: 'File of authorities',
  cli: {
    setHint: 'Tell programs with files of their own with "throughway settings set --trust".',
    willChange: 'This will change',
    already: (name: string): string => `${name}: trusts it already`,
    leftOut: (name: string, why: string): string => `${name}: left out. ${why}`,
    nothing: 'Nothing has to be changed.',
    notInstalled: (names: string): string => `Not found here: ${names}`,
    unknownProgram: (name: string, choices: string): string =>
      `There is no program "${name}". Choose from: ${choices}, or all.`,
  },
};

export type TrustMessages = typeof trustEn;
