/** The files from which a sign-in to this computer makes a person's environment: what a running session does not have yet. */
import { type Environment, readEnvironment, showEnvironment } from '../../settings/environment-settings.ts';
import type { SourceReading } from '../../settings/settings-snapshot.ts';
import type { SystemTools } from '../system-tools.ts';
import { mergeEnvironments, readEnvironmentFolder } from './environment-d.ts';
import { parseEtcEnvironment } from './etc-environment.ts';

/** Read by a shell that signs in, or by the session of a desktop. They are programs: only plain assignments are seen. */
const SHELL_FILES = ['.profile', '.bash_profile', '.bashrc', '.zprofile', '.zshenv', '.xprofile', '.pam_environment'];

/** Returns a reading for the environment folder and for each file that says something about proxies. */
export async function readLoginFiles(tools: SystemTools): Promise<readonly SourceReading[]> {
  const [folder, ...shells] = await Promise.all([
    readEnvironmentFolder(tools),
    ...SHELL_FILES.map(async (name) => {
      const text = await tools.readFile(`${tools.home}/${name}`);
      return {
        from: `~/${name}`,
        env: text.state === 'read' ? withoutExpansions(parseEtcEnvironment(text.value)) : {},
      };
    }),
  ]);
  const merged = mergeEnvironments(folder.files.map(({ env }) => env));
  return [{ from: '~/.config/environment.d', env: merged }, ...shells].flatMap(({ from, env }): SourceReading[] => {
    const reading = readEnvironment(env);
    return reading.state === 'read' ? [{ source: 'login-files', from, reading, raw: showEnvironment(env) }] : [];
  });
}

/** What a shell would put in place of `$name` is not known here. */
function withoutExpansions(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => !/[$`]/u.test(value ?? '')));
}
