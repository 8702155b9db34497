/**
 * Makes the code cache: runs one check in a window, a list and one check on the command line, all through a proxy with
 * sign-in, on loopback and in this process, and keeps what was compiled on the way. The build calls it; whoever changes
 * to another Node may call it again.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareProcess } from '../host/prepare-process.ts';
import { cacheFile, cacheOf, useCodeCache, type LoadedScript } from './code-cache.ts';
import { rehearseWindow } from './rehearse-window.ts';

const folder = import.meta.dirname;
const purpose = process.argv[2] === 'window' ? 'window' : 'check';
const scripts: LoadedScript[] = [];
prepareProcess();
const data = mkdtempSync(path.join(tmpdir(), 'throughway-build-'));
process.env['THROUGHWAY_DATA_DIR'] = data;
useCodeCache(folder, purpose, (loaded) => scripts.push(loaded));

const proxy = createServer((request, response) => {
  const isControl = request.url?.endsWith('/generate_204') === true;
  if (request.headers['proxy-authorization'] === undefined)
    response.writeHead(407, { 'proxy-authenticate': 'Basic realm="office"' }).end();
  else response.writeHead(isControl ? 204 : 200).end(isControl ? undefined : 'hello');
});
proxy.listen(0, '127.0.0.1', () => {
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  void record(`http://user:password@127.0.0.1:${String(address.port)}`);
});

async function record(proxyUrl: string): Promise<void> {
  const control = 'http://control.test/generate_204';
  const { main, runOnce } = await import('./main.ts');
  // `main` ends the process itself.
  process.on('exit', () => {
    writeFileSync(cacheFile(folder, purpose), cacheOf(folder, scripts));
    rmSync(data, { recursive: true, force: true });
  });
  if (purpose === 'check') {
    const list = path.join(data, 'list.txt');
    writeFileSync(list, 'http://site.test/\nhttp://site.test/page\n');
    await runOnce(['check', list, '--json', '--quiet', '--proxy', proxyUrl, '--control-url', control]);
    await main(['diagnose', '--json', '--quiet', '--proxy', proxyUrl, '--control-url', control, 'http://site.test/']);
    return;
  }
  process.env['http_proxy'] = proxyUrl;
  process.env['THROUGHWAY_CONTROL_URLS'] = control;
  await rehearseWindow(main, 'http://site.test/');
  process.exit(0);
}
