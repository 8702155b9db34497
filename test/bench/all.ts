/** `npm run bench`: every comparison in one run, side by side with what a user would pick instead. */
import { benchPac } from './pac.ts';
import { benchReplay } from './replay.ts';
import { benchSettings } from './settings.ts';
import { benchSilence } from './silence.ts';
import { benchStartup } from './startup.ts';

const print = (line: string): void => {
  console.log(line);
};

console.log('The healthy way through an authenticating proxy');
await import('./healthy.ts');
console.log('\nStart-up');
await benchStartup(print);
console.log('\nSettings');
if (!benchSettings(print)) process.exitCode = 1;
console.log('\nJudged replays');
benchReplay(print);
console.log('\nPAC scripts');
await benchPac(print);
console.log('\nSilent failures');
await benchSilence(print);
console.log('\nWatching');
await import('./watch.ts');
