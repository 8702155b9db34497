import { benchPac } from './pac.ts';
await benchPac((l) => console.log(l));
