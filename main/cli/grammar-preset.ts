/** The verbs of `preset` with their options. */
import type { Command } from 'commander';
import type { Messages } from '../../src/messages/messages.ts';
import type { Register } from './register.ts';

/** Adds the verbs of `preset`; without one, its help says which there are. */
export function addPreset(
  parent: Command,
  { cli: { commands, options, arguments: args } }: Messages,
  use: {
    readonly add: (parent: Command, name: string, description: string) => Command;
    readonly register: Register;
  },
): void {
  const { add, register } = use;
  const validate = add(parent, 'validate', commands['preset validate']).argument('<FILE>', args.preset);
  register(validate, 1, async () => (await import('./commands/preset-validate.ts')).runPresetValidate);
  const show = add(parent, 'show', commands['preset show']).argument('[FILE]', args.preset);
  register(show, 1, async () => (await import('./commands/preset-show.ts')).runPresetShow);
  const apply = add(parent, 'apply', commands['preset apply']).argument('<FILE>', args.preset);
  apply.option('--yes', options.yes).option('--dry-run', options['dry-run']);
  register(apply, 1, async () => (await import('./commands/preset-apply.ts')).runPresetApply);
  const status = add(parent, 'status', commands['preset status']).option('--repair', options.repair);
  register(status, 0, async () => (await import('./commands/preset-status.ts')).runPresetStatus);
  const remove = add(parent, 'remove', commands['preset remove']);
  remove.option('--yes', options.yes).option('--insist', options['insist-undo']);
  register(remove, 0, async () => (await import('./commands/preset-remove.ts')).runPresetRemove);
  const sign = add(parent, 'sign', commands['preset sign']).argument('<FILE>', args.preset);
  sign.option('--key <KEY.pem>', options.key).option('--out <FILE>', options['sign-out']);
  register(sign, 1, async () => (await import('./commands/preset-sign.ts')).runPresetSign);
  const verify = add(parent, 'verify', commands['preset verify']).argument('<FILE>', args.preset);
  verify.option('--key <PUB.pem>', options.key);
  register(verify, 1, async () => (await import('./commands/preset-verify.ts')).runPresetVerify);
  const write = add(parent, 'export', commands['preset export']).argument('[FILE]', args.preset);
  write.option('--format <FORMAT>', options['preset-format']).option('--out <FOLDER>', options['preset-out']);
  register(write, 1, async () => (await import('./commands/preset-export.ts')).runPresetExport);
  register(parent, 0, async () => (await import('./commands/preset-verbs.ts')).refusePresetWithoutVerb);
}
