/** `npm start`: opens the desktop window where that can be; otherwise says so in one sentence and goes on in the browser. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { getMessages } from '../../src/messages/get-messages.ts';
import { findDesktop } from '../host/desktop-availability.ts';
import { languageOf, processEnvironment } from '../host/environment.ts';

const here = import.meta.dirname;
const env = processEnvironment();
const desktop = await findDesktop(env);
const rest = process.argv.slice(2);

if (desktop.state === 'available') {
  run(desktop.program, [path.join(here, 'main.js'), ...rest]);
} else {
  const { cli, ui } = getMessages(languageOf(env));
  process.stderr.write(`${cli.serve.noWindow(ui.noWindow[desktop.state])}\n`);
  run(process.execPath, [path.join(here, '..', 'cli', 'throughway.js'), 'serve', ...rest]);
}

function run(program: string, args: readonly string[]): void {
  const child = spawn(program, args, { stdio: 'inherit' });
  child.on('error', () => {
    process.exitCode = 3;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 3;
  });
}
