/** The entry of the command line. Nothing may touch the network or the disk before the process is prepared. */
import { prepareProcess } from '../host/prepare-process.ts';
import { main } from './main.ts';

prepareProcess();
void main(process.argv.slice(2));
