/** Entry of the desktop window. */
import path from 'node:path';
import { app } from 'electron';
import { runDesktop } from './run-desktop.ts';

const here = import.meta.dirname;

runDesktop({
  pageFolder: path.join(here, '..', 'renderer'),
  preload: path.join(here, 'preload.cjs'),
  argv: process.argv,
}).catch((thrown: unknown) => {
  // A bug at the start: written down and said like any other, if the program came that far.
  if (!process.emit('uncaughtException', thrown instanceof Error ? thrown : new Error('not an error'))) app.exit(3);
});
