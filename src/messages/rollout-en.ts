/** English words of presets: what is wrong with one, what it would change, how applying and removing went. */
import type { ApplyProblem, UndoProblem } from '../change/change.ts';
import type { ConditionName, ConditionOutcome } from '../presets/choose-place.ts';
import type { JsonFault } from '../presets/json-fault.ts';
import type { Expected, PlainProblem, PresetWarning } from '../presets/preset-problem.ts';
import type { KeyProblem, SignatureState } from '../presets/signature.ts';
import type { PlanProblem } from '../system/settings-writer.ts';

const expected: Record<Expected, string> = {
  text: 'a text in quotes',
  flag: 'true or false',
  number: 'a whole number',
  list: 'a list in square brackets',
  group: 'a group in braces',
  choice: 'one of the possible words',
  date: 'a date such as 2027-03-31',
  form: 'a name of small letters, digits and hyphens',
  certificate: 'a certificate as PEM text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----',
  fingerprint: 'a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons',
  shorter: 'something shorter',
  longer: 'something that is not empty',
  range: 'a number within the possible range',
  other: 'something else',
};

const jsonFaults: Record<JsonFault, string> = {
  word: 'a word stands here without quotes',
  number: 'this number is not finished',
  key: 'a name in quotes is missing here',
  value: 'a value is missing here',
  colon: 'a colon is missing here',
  comma: 'a comma is missing here',
  brace: 'a closing brace is missing',
  bracket: 'a closing bracket is missing',
  'more-after-end': 'something stands after the end',
  'open-comment': 'a comment is not closed',
  'open-text': 'a text has no closing quote',
  escape: 'a backslash stands before a sign that it does not go with',
  'hidden-sign': 'a sign that cannot be seen stands in a text',
};

const plain: Record<PlainProblem, string> = {
  'not-utf8': 'From here on the file is not UTF-8. Save it as UTF-8 in the editor.',
  'forbidden-key': 'This name is not allowed as a key, because it can change how programs work. Remove it.',
  'duplicate-key': 'The same key stands here twice, so that programs would read different values. Keep one of them.',
  secret:
    'A password or something that signs in stands here. Presets never hold one: remove it; people sign in themselves, and it is kept in the keychain.',
  url: 'This is not an address that can be used. It must begin with http:// or https:// and name a host.',
  'not-encrypted': 'Updates must come over https://, so that nobody on the way can replace them.',
  'look-alike':
    'This name is written in letters that look like others, so it may not be the host it seems to be. Write it in its usual letters.',
  'hidden-signs': 'There are signs here that cannot be seen. Type the text again by hand.',
  'bypass-entry': 'This entry of the exceptions means nothing. Write a host, *.domain, an address block or <local>.',
  'no-authority': 'No authority is named here. Give its certificate, its fingerprint, or both.',
  condition: 'This condition cannot be read. "throughway preset" and the guide for IT show the possible forms.',
  email: 'This is not an e-mail address.',
  'dates-reversed': 'The last day lies before the first one. Exchange the two.',
  'same-name': 'Another place has the same name. Give each its own.',
  'two-ways': 'Direct connections and a proxy are asked for at once. Keep one of the two.',
  'unknown-lock': 'There is nothing of this name that could be locked.',
};

const warnings: Record<PresetWarning['kind'], string> = {
  'unknown-key': 'This key is not known and does nothing.',
  expired: 'The preset has expired; it is no longer applied.',
  'not-yet-valid': 'The preset does not count yet; it is not applied before that day.',
  'no-version': 'The file does not say which format it is in. Add "throughway": 1 at the top.',
  'place-never-chosen': 'This place is never reached, because the one above it has no conditions and always fits.',
  'nothing-set': 'The preset sets nothing.',
  'authority-expired': 'The certificate of this authority has expired. It is not trusted any more.',
};

const signatures: Record<SignatureState['state'], string> = {
  trusted: 'signed by a key that is trusted here',
  unsigned: 'not signed',
  'no-signature': 'the signature file holds no signature',
  'no-trusted-key': 'signed, but no key is trusted on this computer, so nobody can tell by whom',
  'wrong-key': 'signed with a key that is not trusted here',
  changed: 'the signature does not belong to this file',
};

const keyProblems: Record<KeyProblem, string> = {
  unreadable: 'it holds no key in PEM form without a passphrase',
  'not-ed25519': 'it is not an Ed25519 key',
};

const conditions: Record<ConditionName, string> = {
  gateway: 'gateway',
  dnsSuffix: 'DNS suffix',
  ssid: 'Wi-Fi name',
  vpn: 'VPN',
  reachable: 'reachable name',
};

const conditionOutcomes: Record<ConditionOutcome['outcome'], string> = {
  holds: 'holds',
  fails: 'does not hold',
  unknown: 'could not be found out',
};

const planProblems: Record<PlanProblem['kind'], (source: string) => string> = {
  'not-here': (source) => `${source}: this computer does not have these settings.`,
  unreadable: (source) => `${source}: the present settings could not be read, so nothing was changed.`,
  'invalid-address': () => 'A proxy address in the preset cannot be used.',
  overruled: (source) => `${source}: a file that is put over the settings says something else.`,
  'cannot-say': (source) =>
    `${source}: what the preset asks for cannot be said there. Name other settings under "apply", or change the preset.`,
};

type ChangeProblemKind = ApplyProblem['kind'] | UndoProblem['kind'];

const changeProblems: Record<ChangeProblemKind, (what: string) => string> = {
  'nothing-to-change': () => 'There is nothing to change.',
  'needs-administrator': (what) =>
    `Only an administrator can change this: ${what}. Run the command again as an administrator (sudo).`,
  managed: (what) => `Your organisation fixes this, so it was not changed: ${what}.`,
  'in-use': (what) => `This program must be closed first: ${what}.`,
  'changed-meanwhile': (what) => `Somebody else changed this in the meantime: ${what}. Try again.`,
  'not-written': (what) => `This could not be written: ${what}. Everything is as before.`,
  'not-saved': (what) => `This was written, but not kept: ${what}. Everything is as before.`,
  unreadable: (what) => `This could not be read: ${what}. Nothing was changed.`,
  busy: () => 'Another change is being made right now. Try again in a moment.',
  journal: (what) => `The record of changes could not be kept (${what}), so nothing was changed.`,
  cancelled: () => 'It was cancelled; everything is as before.',
  interrupted: () => 'An earlier change was cut short. Take it back first with "throughway undo last".',
  'half-made': (what) =>
    `It failed, and not everything could be put back: ${what}. "throughway undo last" goes on with it.`,
  'not-found': () => 'There is no such change.',
  'already-undone': () => 'It was taken back already.',
  'changed-since': (what) =>
    `Somebody else changed this since: ${what}. To put back the earlier values all the same, add --insist.`,
};

export const rolloutEn = {
  expected,
  jsonFaults,
  plain,
  warnings,
  signatures,
  keyProblems,
  conditions,
  conditionOutcomes,
  planProblems,
  changeProblems,
  /** Where in the file. `path` may be empty. */
  at: (line: number, column: number, path: string) =>
    `line ${String(line)}, column ${String(column)}${path === '' ? '' : ` (${path})`}`,
  problems: {
    'too-large': 'The file is too large or too deeply nested to be a preset.',
    'not-json': (fault: string) => `This is not JSON: ${fault}.`,
    'wrong-shape': (what: string) => `Here should stand ${what}.`,
    address: (why: string) => `This proxy address cannot be used: ${why}`,
    'script-address': (why: string) => `This address of a script cannot be used: ${why}`,
    'too-new': (version: number) =>
      `The file is in format ${String(version)}, which this version does not know. Update Throughway.`,
    or: (first: string, second: string) => `${first} or ${second}`,
    choices: (list: string) => `one of ${list}`,
    didYouMean: (problem: string, key: string) => `${problem} Did you mean "${key}"?`,
  },
  refusals: {
    tooBig: (path: string) => `The file ${path} is too large to be a preset. Check whether it is the right one.`,
    file: (path: string, why: string) => `The file ${path} could not be read (${why}). Check its name and your rights.`,
    invalid: (path: string) => `The preset ${path} cannot be used. "throughway preset validate" shows what is wrong.`,
    key: (path: string, why: string) => `The key ${path} cannot be used: ${why}.`,
    changed: (path: string) =>
      `The signature does not belong to ${path}: the file was changed after it was signed, or was signed with a key that is not at hand. Get it again from whoever made it.`,
    'wrong-key': (path: string, fingerprint: string) =>
      `${path} was signed with another key (${fingerprint}) than the ones that are trusted. Ask your IT department which key is right.`,
    'no-signature': (path: string) => `${path}.sig does not hold an Ed25519 signature. Sign the preset again.`,
    'no-trusted-key':
      'There is no key to check the signature with. Name one with --key, or have an administrator put it into the folder for trusted keys.',
    unsigned: (path: string) => `${path} is not signed: there is no ${path}.sig beside it.`,
    'signature-required':
      'Your organisation allows only presets that are signed with a trusted key. This one was not applied.',
    expired: (date: string) => `The preset expired on ${date}. Ask your IT department for the present one.`,
    'not-yet-valid': (date: string) => `The preset does not count before ${date}.`,
    consent:
      'Nothing was changed. Look at the changes with "throughway preset show", then apply it with --yes if you agree.',
    'unknown-tool': (tool: string) => `The preset names a tool that this version does not know: ${tool}.`,
    'cannot-read-place': (what: string, why: string) => `${what} could not be read (${why}), so nothing was changed.`,
    'not-applied': 'No preset is applied on this computer.',
  },
  show: {
    preset: 'Preset',
    file: 'File',
    signature: 'Signature',
    place: 'Place',
    noPlace: 'none of its places; the settings of the file itself',
    considered: 'Places, in their order',
    always: 'always fits',
    writesTo: 'Settings that are written',
    wouldChange: 'What would change on this computer',
    changed: 'What was changed',
    nothing: 'Nothing: all of it is so already.',
    from: (from: string, to: string) => `${from} → ${to}`,
    empty: 'nothing',
    restart: 'Start these programs again afterwards',
    tools: 'Tools that are left alone',
    warnings: 'Worth knowing',
    contact: 'IT contact',
    validFrom: 'Valid from',
    validUntil: 'Valid until',
    sources: 'Policies of this computer',
    locked: 'locked',
    proposed: 'can be changed',
  },
  drifting: {
    told: (name: string) => `The preset "${name}" no longer holds: something was changed`,
    repaired: (name: string) => `What was changed is again as the preset "${name}" says`,
    failed: (name: string) => `The preset "${name}" no longer holds, and could not be brought back`,
    switched: (name: string, place: string) => `The settings are now those of "${place}" (preset "${name}")`,
    switchedOut: (name: string) => `The settings are now those for all other places (preset "${name}")`,
    expired: (name: string) => `The preset "${name}" has expired`,
  },
  page: {
    title: 'Presets',
    lead: 'A preset is one file from your IT department with the right settings for each place. Nothing changes before you agree.',
    current: 'On this computer',
    look: 'Look at a preset',
    lookHint: 'Choose the file, and its signature (.sig) with it if there is one. You see what would change first.',
    thisFile: 'this file',
    signature: (state: string) => `Signature: ${state}`,
    apply: 'Apply',
    repair: 'Bring back',
    remove: 'Remove',
    removeTitle: 'Remove the preset?',
    removeBody: 'Everything that it changed goes back to what it was before.',
  },
  outcome: {
    valid: (path: string) => `${path} is a good preset.`,
    invalid: (path: string, count: number) =>
      count === 1 ? `${path} has 1 problem.` : `${path} has ${String(count)} problems.`,
    applied: (name: string) => `The preset "${name}" is applied. "throughway preset remove" takes it back.`,
    unchanged: (name: string) => `The preset "${name}" was applied already; nothing had to be changed.`,
    ask: (name: string) => `Apply the preset "${name}"? [y/N] `,
    unsignedApplied:
      'The preset is not proven to come from your organisation, and was applied only because --yes agreed to it.',
    unsignedAsk: 'The preset is not proven to come from your organisation. Only apply it if you know who sent it.',
    compliant: (name: string) => `The preset "${name}" is applied, and everything is as it says.`,
    drifted: (name: string) => `The preset "${name}" is applied, but not everything is as it says any more.`,
    expired: (name: string) => `The preset "${name}" is applied, but it has expired.`,
    notApplied: 'No preset is applied on this computer.',
    interrupted: 'An earlier change was cut short; --repair puts everything in order.',
    movedTo: (place: string) => `This computer is now in the place "${place}", which the preset was not applied for.`,
    movedOut: 'This computer is in none of the preset’s places now.',
    repaired: 'Everything is as the preset says again.',
    removed: 'The preset was removed; everything is as it was before.',
    signed: (path: string, fingerprint: string) => `${path} holds the signature; the key is ${fingerprint}.`,
    publicKey: (path: string) => `${path} holds the public key. Give it to the computers that are to trust it.`,
    verified: (path: string, fingerprint: string) => `The signature of ${path} is good (key ${fingerprint}).`,
    exported: (path: string) => `Written: ${path}`,
    drift: (what: string, expectedValue: string, found: string) => `${what}: should be ${expectedValue}, is ${found}`,
  },
};
