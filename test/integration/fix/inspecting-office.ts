/** An office that inspects TLS: a real proxy on loopback that signs for every site, and a computer whose lists of authorities are its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { createAuthority } from '../probe/certificates.ts';
import { CLI } from '../cli/run-cli.ts';

export const SITE = 'inspected.test';
const CONTROL = 'control.test';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InspectingOffice extends AsyncDisposable {
  readonly home: string;
  /** The authority, PEM. */
  readonly ca: string;
  readonly run: (argv: readonly string[]) => Promise<Ended>;
  readonly cli: (...args: readonly string[]) => Promise<Ended>;
  /** What IT lays down for the whole computer. */
  readonly layDown: (preset: object) => void;
  /** Every file that could have been changed, by its path. */
  readonly everything: () => Readonly<Record<string, string>>;
}

/** `origin`: who answers behind the inspection, plain HTTP on loopback. */
export async function openInspectingOffice(origin: { readonly port: number }): Promise<InspectingOffice> {
  const folder = mkdtempSync(path.join(tmpdir(), 'throughway-inspecting-'));
  const at = (name: string): string => path.join(folder, name);
  const authority = createAuthority();
  const leaf = authority.issue(`DNS:${SITE},DNS:${CONTROL}`);
  const proxy = await startInspectingProxy({ leaf, origin });
  for (const name of ['home', 'data', 'throughway', 'anchors', 'hooks']) mkdirSync(at(name));
  // The bundle is this computer's own, and every change to it stays below the folder.
  const mounts = [
    `cp -an /etc/ssl '${at('ssl')}'`,
    `mount --bind '${at('ssl')}' /etc/ssl`,
    `mount --bind '${at('anchors')}' /usr/local/share/ca-certificates`,
    `mount --bind '${at('hooks')}' /etc/ca-certificates/update.d`,
    `mkdir -p /etc/throughway && mount --bind '${at('throughway')}' /etc/throughway`,
  ];
  const address = `http://127.0.0.1:${String(proxy.port)}`;
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: at('home'),
    LANG: 'C.UTF-8',
    ...{ http_proxy: address, https_proxy: address, THROUGHWAY_DATA_DIR: at('data') },
    THROUGHWAY_CONTROL_URLS: `http://${CONTROL}/generate_204,https://${CONTROL}/generate_204`,
    ...{ GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
  };
  const run = async (argv: readonly string[]): Promise<Ended> => {
    const script = `${mounts.join(' && ')} && exec "$@"`;
    const child = spawn('unshare', ['--mount', 'bash', '-c', script, 'bash', ...argv], { env, cwd: '/' });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.end();
    await once(child, 'close');
    const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
    return { status: child.exitCode, stdout: text(stdout), stderr: text(stderr) };
  };
  // Links of authorities that only the real folder holds go with the first run.
  await run(['update-ca-certificates']);
  return {
    home: at('home'),
    ca: authority.pem,
    run,
    cli: (...args) => run([process.execPath, CLI, ...args]),
    layDown: (preset) => {
      writeFileSync(path.join(at('throughway'), 'preset.throughway.json'), JSON.stringify(preset));
    },
    everything: () => ({ ...filesIn(at('home')), ...filesIn(at('anchors')), ...filesIn(at('ssl')) }),
    [Symbol.asyncDispose]: async () => {
      await proxy[Symbol.asyncDispose]();
      authority.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Caches of the tools themselves are no settings. */
function filesIn(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !/(?:^|\/)(?:\.npm|\.cache|\.rustup|downloads)(?:\/|$)/u.test(name),
  );
  return Object.fromEntries(
    names.flatMap((name) => {
      const file = path.join(folder, name);
      const stats = lstatSync(file);
      if (stats.isSymbolicLink()) return [[file, `-> ${readlinkSync(file)}`]];
      return stats.isFile() ? [[file, readFileSync(file, 'latin1')]] : [];
    }),
  );
}

/** Answers CONNECT by itself and reads along; everything goes to the one origin. */
async function startInspectingProxy(given: {
  readonly leaf: { readonly cert: string; readonly key: string };
  readonly origin: { readonly port: number };
}): Promise<AsyncDisposable & { readonly port: number }> {
  const secureContext = createSecureContext(given.leaf);
  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    const target = new URL(incoming.url ?? '/', 'http://x').pathname;
    if (target === '/generate_204') {
      response.writeHead(204).end();
      return;
    }
    const { headers, method = 'GET' } = incoming;
    const onward = request({ host: '127.0.0.1', port: given.origin.port, path: incoming.url, method, headers });
    onward.on('response', (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };
  const inner = createServer(answer);
  const server = createServer(answer);
  server.on('connect', (_request, socket) => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    secure.on('error', () => socket.destroy());
    inner.emit('connection', secure);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    [Symbol.asyncDispose]: async () => {
      inner.closeAllConnections();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
