/** English words for the proxy settings of tools. */
import type { AgreementReason, AgreementState } from '../tools/agrees-with.ts';
import type { ToolNote, ToolPlanProblem } from '../tools/plan-tool.ts';
import type { Follows } from '../tools/tool.ts';

const states: Record<AgreementState, string> = {
  agrees: 'goes the same way',
  differs: 'goes another way',
  'follows-environment': 'follows the environment variables',
  cannot: 'cannot go this way',
};

const reasons: Record<AgreementReason, string> = {
  'same-proxy': 'It uses the same proxy.',
  'both-direct': 'Both go without a proxy.',
  'first-of-several': 'It uses the first proxy, and knows no second one.',
  'same-for-this-address':
    'It is the same way for this address. A script may choose another one elsewhere, and the tool cannot run scripts.',
  'follows-system': 'It follows the settings of the operating system.',
  'other-proxy': 'It uses another proxy.',
  'proxy-where-direct': 'It uses a proxy where this computer goes directly.',
  'direct-where-proxy': 'It goes directly where this computer uses a proxy.',
  'invalid-address': 'What it has as a proxy is no usable address.',
  'script-only': 'A script decides the way, and the tool cannot run scripts.',
  'exception-not-taken':
    'This address is reached without the proxy here. The tool knows such exceptions only from no_proxy, if at all.',
  'kind-not-spoken': 'It cannot use a proxy of this kind.',
  'route-unknown': 'The way of this computer is not known.',
  unreadable: 'Its settings could not be read.',
  'environment-unknown': 'The environment variables could not be read.',
};

const follows: Record<Follows, string> = {
  environment: 'nothing of its own: follows the environment variables',
  system: 'nothing of its own: follows the operating system',
  nothing: 'nothing of its own: goes directly',
};

/** `what`: the file, or the kind of proxy. */
const problems: Record<ToolPlanProblem['kind'], (what: string) => string> = {
  'environment-only': () => 'It has no settings file for a proxy. Set the environment variables instead.',
  'system-only': () => 'It takes the settings of the operating system. Set those instead.',
  'no-place': () => 'The file for its settings is not there, and it is not ours to make.',
  'script-not-spoken': () =>
    'It cannot run a configuration script. Give it one proxy, or the address of the local relay.',
  'kind-not-spoken': (what) => `It cannot use a proxy of the kind ${what}.`,
  'two-proxies': () => 'It knows one proxy for http and https, and these differ.',
  'invalid-address': () => 'The address of the proxy is not usable.',
  unreadable: (what) => `${what} could not be read.`,
  'not-understood': (what) =>
    `${what} is not in order, or written in a form that is not understood. Nothing in it is touched.`,
};

/** `what`: entries of a list, the name of a variable, or whom the tool follows then. */
const notes: Record<ToolNote['kind'], (what: string) => string> = {
  'exceptions-lost': (what) => `It has no words for these exceptions: ${what}`,
  'exceptions-wider': (what) => `These exceptions also cover names below them here: ${what}`,
  'exceptions-from-environment': () => 'It takes exceptions from the variable no_proxy only.',
  'no-exceptions': () => 'It knows no exceptions: everything goes through the proxy.',
  'credentials-left-out': () =>
    'The user name and password are not written, because the file is readable text. The local relay can sign in for the tool.',
  'then-follows': (what) => `Then it says ${what}.`,
  'variable-wins': (what) => `The environment variable ${what} is stronger than this file.`,
};

export const toolsEn = {
  states,
  reasons,
  follows,
  problems,
  notes,
  cli: {
    heading: (url: string): string => `Tools, compared with the way to ${url}`,
    none: 'No tool that has proxy settings was found.',
    notInstalled: (names: string): string => `Not found here: ${names}`,
    says: 'Says',
    from: 'From',
    credentials: 'A user name or password stands there as readable text.',
    unreadable: (file: string): string => `${file} could not be read or understood`,
    setHint: 'Set one with "throughway settings set --tools NAME --from-route".',
    unknownTool: (name: string, choices: string): string =>
      `There is no tool "${name}". Choose from: ${choices}, or all.`,
    noWay: 'It is not said what to set. Give one of --proxy, --from-route and --direct.',
    noSuchOption: (option: string): string => `${option} does not go with --tools.`,
    routeUnknown: 'The way of this computer is not known, so nothing was planned. Give --proxy instead.',
    willChange: 'This will change',
    already: (name: string): string => `${name}: set like that already`,
    leftOut: (name: string, why: string): string => `${name}: left out. ${why}`,
    nothing: 'Nothing was changed.',
  },
};
