/** Entry of the desktop window. */
import path from 'node:path';
import { app } from 'electron';
import { runDesktop } from './run-desktop.ts';

const here = import.meta.dirname;

runDesktop({
  pageFolder: path.join(here, '..', 'renderer'),
  preload: path.join(here, 'preload.cjs'),
  argv: process.argv,
}).catch(() => {
  // A bug at the start. Nothing of it is written down, because it may hold addresses; the exit status tells the starter.
  app.exit(3);
});
