/** Puts the stand-in in the place of `electron` for the program that is started with `--import` of this file. */
import { register } from 'node:module';

const standIn = new URL('../../../out/stand-in/electron.js', import.meta.url).href;
const hook = `export async function resolve(specifier, context, next) {
  if (specifier === 'electron') return { url: ${JSON.stringify(standIn)}, shortCircuit: true };
  return next(specifier, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
