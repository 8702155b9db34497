/** One origin that serves what git, npm, pip, apt, Maven and a browser ask for, from files that the tools themselves made. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';

export interface PackageOrigin extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** Serves a folder; a path of a package of npm is answered with its description. */
export async function startPackageOrigin(folder: string): Promise<PackageOrigin> {
  const server = createServer((incoming, response) => {
    const name = decodeURIComponent(new URL(incoming.url ?? '/', 'http://x').pathname);
    const file = path.join(folder, path.normalize(name));
    const found = [file, path.join(file, 'index.html')].find((one) => existsSync(one) && statSync(one).isFile());
    if (found === undefined) response.writeHead(404).end();
    else {
      const type = found.endsWith('.html') ? 'text/html' : found.endsWith('.json') ? 'application/json' : 'text/plain';
      const body = readFileSync(found, 'utf8').includes('@ORIGIN@')
        ? Buffer.from(readFileSync(found, 'utf8').replaceAll('@ORIGIN@', `http://${incoming.headers.host ?? ''}`))
        : readFileSync(found);
      response.writeHead(200, { 'content-type': type, 'content-length': body.length }).end(body);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    url: `http://127.0.0.1:${String(port)}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A bare repository, prepared for plain HTTP. */
export function addGitRepository(folder: string, env: Readonly<Record<string, string>>): void {
  const work = path.join(folder, 'work');
  const run = (cwd: string, ...args: readonly string[]): void => {
    execFileSync('git', args, { cwd, env, stdio: 'pipe' });
  };
  mkdirSync(work);
  run(work, 'init', '--quiet', '--initial-branch=main');
  writeFileSync(path.join(work, 'file.txt'), 'hello\n');
  run(work, 'add', '.');
  run(work, '-c', 'user.name=u', '-c', 'user.email=u@example', 'commit', '--quiet', '-m', 'one');
  run(folder, 'clone', '--quiet', '--bare', work, path.join(folder, 'repo.git'));
  run(path.join(folder, 'repo.git'), 'update-server-info');
}

/** A registry of npm with one package, `thing`. */
export function addNpmPackage(folder: string, env: Readonly<Record<string, string>>): void {
  const work = path.join(folder, 'npm-work');
  mkdirSync(work);
  writeFileSync(path.join(work, 'package.json'), JSON.stringify({ name: 'thing', version: '1.0.0' }));
  execFileSync('npm', ['pack', '--silent', '--offline', '--pack-destination', folder], {
    cwd: work,
    env,
    stdio: 'pipe',
  });
  const tarball = readFileSync(path.join(folder, 'thing-1.0.0.tgz'));
  const dist = {
    tarball: '@ORIGIN@/thing-1.0.0.tgz',
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  };
  mkdirSync(path.join(folder, 'thing'));
  writeFileSync(
    path.join(folder, 'thing', 'index.html'),
    JSON.stringify({
      name: 'thing',
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': { name: 'thing', version: '1.0.0', dist } },
    }),
  );
}

/** A simple index of Python (PEP 503) with one wheel, `thing`. */
export function addPythonPackage(folder: string, python: string): void {
  const wheel = path.join(folder, 'thing-1.0.0-py3-none-any.whl');
  const script = [
    'import sys, zipfile',
    'z = zipfile.ZipFile(sys.argv[1], "w")',
    'z.writestr("thing.py", "")',
    'z.writestr("thing-1.0.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: thing\\nVersion: 1.0.0\\n")',
    'z.writestr("thing-1.0.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")',
    'z.writestr("thing-1.0.0.dist-info/RECORD", "")',
    'z.close()',
  ].join('\n');
  execFileSync(python, ['-c', script, wheel]);
  mkdirSync(path.join(folder, 'simple', 'thing'), { recursive: true });
  cpSync(wheel, path.join(folder, 'simple', 'thing', path.basename(wheel)));
  writeFileSync(
    path.join(folder, 'simple', 'thing', 'index.html'),
    `<!DOCTYPE html><a href="${path.basename(wheel)}">${path.basename(wheel)}</a>`,
  );
}

/** A repository of Debian with one package, and two pages for those who only fetch. */
export function addDebianRepository(folder: string): void {
  mkdirSync(path.join(folder, 'debian'));
  const about = ['Package: thing', 'Version: 1.0', 'Architecture: all', 'Filename: thing.deb', 'Size: 1'];
  writeFileSync(path.join(folder, 'debian', 'Packages'), `${about.join('\n')}\n\n`);
  for (const name of ['page-for-curl', 'page-for-wget']) writeFileSync(path.join(folder, 'debian', name), 'hello\n');
}
