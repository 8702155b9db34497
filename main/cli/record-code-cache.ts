/**
 * Makes the code cache: runs one healthy check through a proxy with sign-in, on loopback and in this process, and keeps
 * what was compiled on the way. The build calls it; whoever changes to another Node may call it again.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { prepareProcess } from '../host/prepare-process.ts';
import { cacheOf, useCodeCache, type LoadedScript } from './code-cache.ts';

const folder = import.meta.dirname;
const scripts: LoadedScript[] = [];
prepareProcess();
process.env['THROUGHWAY_DATA_DIR'] = path.join(folder, 'nothing-here');
useCodeCache(folder, (loaded) => scripts.push(loaded));

const proxy = createServer((request, response) => {
  const isControl = request.url?.endsWith('/generate_204') === true;
  if (request.headers['proxy-authorization'] === undefined)
    response.writeHead(407, { 'proxy-authenticate': 'Basic realm="office"' }).end();
  else response.writeHead(isControl ? 204 : 200).end(isControl ? undefined : 'hello');
});
proxy.listen(0, '127.0.0.1', () => {
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const proxyUrl = `http://user:password@127.0.0.1:${String(address.port)}`;
  const control = 'http://control.test/generate_204';
  // `main` ends the process itself.
  process.on('exit', () => {
    writeFileSync(path.join(folder, 'code-cache.bin'), cacheOf(folder, scripts));
  });
  void import('./main.ts').then(({ main }) =>
    main(['diagnose', '--json', '--proxy', proxyUrl, '--control-url', control, 'http://site.test/']),
  );
});
