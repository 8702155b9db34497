/** The entry of the command line. Nothing may touch the network or load the rest before the process is prepared. */
import { prepareProcess } from '../host/prepare-process.ts';
import { useCodeCache } from './code-cache.ts';

prepareProcess();
useCodeCache(import.meta.dirname, process.argv[2] === 'serve' ? 'window' : 'check');
void import('./main.ts').then(({ main }) => main(process.argv.slice(2)));
