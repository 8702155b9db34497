/** Runs the built command line as a person's shell would, and the small servers that it meets. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, request, type RequestListener, type Server } from 'node:http';
import path from 'node:path';

/** The built command line; `THROUGHWAY_CLI` names another build of it. */
export const CLI = path.resolve(process.env['THROUGHWAY_CLI'] ?? 'out/cli/throughway.js');

/** Why the built command line can't be tested here, or `null`. */
export const NOT_BUILT = existsSync(CLI) ? null : 'the command line is not built yet: run "npm run build:cli"';

export interface CliOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliInput {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGINT this long after the start. */
  readonly interruptAfterMs?: number;
}

/** Runs the command line with no settings of this computer's environment. */
export async function runCli({ args, stdin = '', env = {}, interruptAfterMs }: CliInput): Promise<CliOutcome> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', LANG: 'C', ...env },
    cwd: '/',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const timer = interruptAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), interruptAfterMs);
  await once(child, 'close');
  clearTimeout(timer);
  return {
    status: child.exitCode,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}

export interface SmallServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** Request lines as they came, with the status of the sign-in. */
  readonly seen: readonly string[];
}

/** A site that answers 200, and 204 on `/generate_204`. */
export function startSite(): Promise<SmallServer> {
  return start((incoming, response) => {
    response.writeHead(incoming.url === '/generate_204' ? 204 : 200, { 'content-type': 'text/plain' });
    response.end(incoming.url === '/generate_204' ? undefined : 'hello\n');
  });
}

/** A server that takes a request and never says anything. */
export function startSilence(): Promise<SmallServer> {
  return start(() => undefined);
}

/** A forward proxy for plain HTTP that wants Basic. It repeats what it was sent, as careless proxies do. */
export function startBasicProxy(user: string, password: string): Promise<SmallServer> {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return start((incoming, response) => {
    const given = incoming.headers['proxy-authorization'];
    if (given !== expected) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic realm="Small"', 'x-seen': given ?? 'nothing' });
      response.end(`you sent ${given ?? 'nothing'}`);
      return;
    }
    const { 'proxy-authorization': _taken, ...headers } = incoming.headers;
    const onward = request(incoming.url ?? '', { headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, { ...reply.headers, via: '1.1 small' });
      reply.pipe(response);
    });
    onward.on('error', () => {
      response.writeHead(502, { via: '1.1 small' });
      response.end();
    });
    onward.end();
  });
}

async function start(listener: RequestListener): Promise<SmallServer> {
  const seen: string[] = [];
  const server: Server = createServer((incoming, response) => {
    const signIn = incoming.headers['proxy-authorization'] === undefined ? '' : ' with credentials';
    seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}${signIn}`);
    listener(incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${String(address.port)}/`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
