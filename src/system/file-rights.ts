/**
 * Whether a file carries more than owner and mode: a list of rights (ACL), or attributes that other programs gave it. A
 * new file that is moved over it would lose them, so that such a file is written where it is.
 */
import path from 'node:path';
import type { SystemTools } from './system-tools.ts';
import { fileAt } from './target-file.ts';

/** Returns whether the file must be written where it is. */
export type CarriesRights = (file: string, signal: AbortSignal) => Promise<boolean>;

/** On Windows every file has a list of rights, and what it inherits can't be told from its own cheaply. */
export const alwaysCarriesRights: CarriesRights = () => Promise.resolve(true);

/** GNU tar, which every distribution has, names both in the head that it writes before a file (pax, SCHILY.*). */
export function rightsOnLinux(tools: Pick<SystemTools, 'run'>): CarriesRights {
  return async (file, signal) => {
    const target = await fileAt(file);
    if (target.stats === null) return false;
    const what = ['--acls', '--xattrs', '--xattrs-include=user.*', '--xattrs-include=trusted.*'];
    const place = ['-C', path.dirname(target.path), '--', `./${path.basename(target.path)}`];
    const outcome = await tools.run('tar', [...what, '-cf', '-', ...place], { signal, encoding: 'latin1' });
    // Where it can't be told, nothing may be lost.
    if (outcome.state !== 'done' || outcome.exitCode !== 0) return true;
    return / SCHILY\.(?:acl|xattr)\./u.test(outcome.stdout);
  };
}

/** `ls` puts a sign behind the mode. */
export function rightsOnMacos(tools: Pick<SystemTools, 'run'>): CarriesRights {
  return async (file, signal) => {
    const target = await fileAt(file);
    if (target.stats === null) return false;
    const outcome = await tools.run('/bin/ls', ['-ld', target.path], { signal });
    if (outcome.state !== 'done' || outcome.exitCode !== 0) return true;
    return /^\S{10}[@+]/u.test(outcome.stdout);
  };
}
