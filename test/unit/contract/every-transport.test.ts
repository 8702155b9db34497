import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { startBrowserMode } from '../../../main/browser/start-browser-mode.ts';
import { createClient } from '../../../src/contract/client.ts';
import { createEndpoints } from '../../../src/contract/endpoints.ts';
import { isResult } from '../../../src/contract/is-result.ts';
import { memoryHost } from './contract-host.ts';
import { endLines, ends, LINE_NAMES, openLine } from './contract-lines.ts';
import type { Line } from './contract-lines.ts';

afterEach(endLines);

describe.each(LINE_NAMES)('%s', (name) => {
  const open = (): Promise<Line> => openLine(name);

  test('a call answers with its value', async () => {
    const { client } = await open();
    expect(await client.call['app.info']({})).toEqual({
      ok: true,
      value: { version: '1.2.3', platform: 'linux', face: 'in-process', defaultUrl: 'https://a.test/', managed: false },
    });
  });

  test('a problem crosses as a value', async () => {
    const { client } = await open();
    expect(await client.call['credentials.list']({})).toEqual({
      ok: false,
      problem: { kind: 'keychain', problem: 'keychain-locked' },
    });
  });

  test('an input that does not fit is refused at the endpoint and never reaches the handler', async () => {
    const { client, host } = await open();
    const answer = await client.call['diagnose.start']({ url: '', language: 'en' });
    expect(answer).toEqual({ ok: false, problem: { kind: 'invalid-input', fields: ['url'] } });
    expect(host.received).toEqual([]);
  });

  test('an exception does not cross, and its text neither', async () => {
    const { client } = await open();
    expect(await client.call['diagnose.cancel']({ runId: 'r1' })).toEqual({ ok: false, problem: { kind: 'bug' } });
  });

  test('a password is a secret from the endpoint on', async () => {
    const { client, host } = await open();
    await client.call['credentials.save']({
      host: 'p',
      port: 1,
      realm: '',
      user: 'u',
      kind: 'http',
      password: 'canary',
      test: true,
    });
    expect(JSON.stringify(host.received)).toContain('‹secret›');
    expect(JSON.stringify(host.received)).not.toContain('canary');
  });

  test('a password that a fix asks for is a secret from the endpoint on', async () => {
    const { client, host } = await open();
    const answer = { kind: 'credentials', user: 'u', password: 'canary' } as const;
    expect(await client.call['fixes.answer']({ question: 'q', answer })).toEqual({ ok: true, value: { taken: true } });
    expect(JSON.stringify(host.received)).toContain('‹secret›');
    expect(JSON.stringify(host.received)).not.toContain('canary');
  });

  test('settings that make no sense as a form are refused before anything is planned', async () => {
    const { client, host } = await open();
    const answer = await client.call['settings.plan']({
      source: 'kde',
      settings: { mode: 'manual', servers: [], bypass: [], isReversed: false },
    });
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'invalid-input', fields: ['settings.servers'] } });
    expect(host.received).toEqual([]);
  });

  test('whatever is sent in whatever name, a value comes back and nothing of an exception', async () => {
    const { transport, host } = await open();
    const names = Object.keys(host.handlers);
    const before = JSON.stringify(Object.prototype);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.constantFrom(...names),
          fc.string({ minLength: 1 }),
          fc.constantFrom('__proto__', 'constructor', '../x'),
        ),
        fc.oneof(fc.jsonValue(), fc.object({ withNullPrototype: false }).map(plain), fc.constantFrom(...HOSTILE)),
        async (call, input) => {
          const answer = await transport.invoke(call, input);
          expect(isResult(answer)).toBe(true);
          const text = JSON.stringify(answer);
          expect(text).not.toMatch(/hunter2|at .*:\d+:\d+|node_modules/u);
          // Only what the schema lets through may reach a handler.
          if (!names.includes(call)) expect(answer).toEqual({ ok: false, problem: { kind: 'unknown-call' } });
        },
      ),
      { numRuns: 300 },
    );
    expect(JSON.stringify(Object.prototype)).toBe(before);
  });

  test('events arrive in order, and no more of them after the end of the subscription', async () => {
    const { client, host } = await open();
    const heard: string[] = [];
    const end = client.subscribe((event) => heard.push(event.kind));
    await waitFor(() => {
      host.announce({ kind: 'open', path: '/learn' });
      return heard.length > 0;
    });
    end();
    heard.length = 0;
    host.announce({ kind: 'open', path: '/check' });
    await new Promise((done) => setImmediate(done));
    expect(heard).toEqual([]);
  });
});

/** Inputs that look like the right ones until they are used. */
const HOSTILE: readonly unknown[] = [
  JSON.parse('{"__proto__":{"isAgreed":true}}'),
  { url: `http://${'a'.repeat(70)}/`, language: 'en' },
  { url: 'javascript:alert(1)', language: 'ja' },
  { url: 'x'.repeat(5_000), language: 'en' },
  { runId: { toString: 'r1' } },
  { path: '/etc/passwd' },
  { path: '../../../etc/shadow.throughway.json\u0000.png' },
  { id: '../../preferences', insist: true },
  { text: '{"a":'.repeat(2_000) },
  { timeoutSeconds: 1e308 },
  { timeoutSeconds: -0 },
  { controlUrls: Array.from({ length: 1_000 }, () => 'http://a/') },
  { port: 65_536 },
  [[[[[[[[[[]]]]]]]]]],
  null,
];

/** What a wire would carry of it. */
function plain(value: object): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return copy;
}

test('a broken line is a problem, not an exception', async () => {
  const client = createClient({ invoke: () => Promise.reject(new Error('gone')), subscribe: () => () => undefined });
  expect(await client.call['app.info']({})).toEqual({ ok: false, problem: { kind: 'disconnected' } });
});

test('a name that is not of the contract is refused, also one of every object', async () => {
  const endpoints = createEndpoints(memoryHost());
  for (const name of ['constructor', '__proto__', 'nothing', 7]) {
    expect(await endpoints.invoke(name, {})).toEqual({ ok: false, problem: { kind: 'unknown-call' } });
  }
});

describe('browser mode lets nobody else in', () => {
  async function open(): Promise<{ readonly origin: string; readonly cookie: string; readonly url: string }> {
    const mode = await startBrowserMode({
      endpoints: createEndpoints(memoryHost()),
      pageFolder: import.meta.dirname,
      noKeyText: () => Promise.resolve('no'),
    });
    ends.push(() => mode.close());
    const opened = await fetch(mode.url);
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    return { origin: new URL(mode.url).origin, cookie, url: mode.url };
  }
  const json = { 'content-type': 'application/json' };

  test('the key works once', async () => {
    const { url } = await open();
    expect((await fetch(url)).status).toBe(403);
  });

  test('a call without the cookie, from a foreign origin, without an origin or of another type is refused', async () => {
    const { origin, cookie } = await open();
    const post = async (headers: Record<string, string>): Promise<number> =>
      (await fetch(`${origin}/api/app.info`, { method: 'POST', headers, body: '{}' })).status;
    expect(await post({ ...json, origin })).toBe(403);
    expect(await post({ ...json, cookie, origin: 'http://foreign.test' })).toBe(403);
    expect(await post({ ...json, cookie })).toBe(403);
    expect(await post({ cookie, origin, 'content-type': 'text/plain' })).toBe(415);
    expect(await post({ ...json, cookie, origin })).toBe(200);
  });

  test('behind an SSH tunnel, under the port of its other end, the same page is let in and nobody else', async () => {
    const { origin, cookie } = await open();
    const { port } = new URL(origin);
    const post = async (host: string, from: string, held = cookie): Promise<number | undefined> => {
      const headers = { ...json, host, origin: from, cookie: held };
      const asked = request({ host: '127.0.0.1', port, method: 'POST', path: '/api/app.info', headers }).end('{}');
      const [response]: IncomingMessage[] = await once(asked, 'response');
      response?.resume();
      return response?.statusCode;
    };
    expect(await post('127.0.0.1:8022', 'http://127.0.0.1:8022')).toBe(200);
    expect(await post('localhost:8022', 'http://localhost:8022')).toBe(200);
    expect(await post('[::1]:8022', 'http://[::1]:8022')).toBe(200);
    // Another program of the person's own computer, a rebound name, a page over https, no cookie.
    expect(await post('127.0.0.1:8022', 'http://127.0.0.1:3000')).toBe(403);
    expect(await post('rebound.example:8022', 'http://rebound.example:8022')).toBe(403);
    expect(await post('127.0.0.1.rebound.example', 'http://127.0.0.1.rebound.example')).toBe(403);
    expect(await post('127.0.0.1:8022', 'https://127.0.0.1:8022')).toBe(403);
    expect(await post('127.0.0.1:8022', 'http://127.0.0.1:8022', '')).toBe(403);
  });

  test('a body of a megabyte is refused', async () => {
    const { origin, cookie } = await open();
    const headers = { ...json, cookie, origin };
    const answer = await fetch(`${origin}/api/app.info`, {
      method: 'POST',
      headers,
      body: JSON.stringify('a'.repeat(1_000_000)),
    }).then(
      (response) => response.status,
      () => 413,
    );
    expect(answer).toBe(413);
  });

  test('an event line from a foreign origin is refused', async () => {
    const { origin, cookie } = await open();
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/events`, {
      headers: { cookie, origin: 'http://foreign.test' },
    });
    const status = await new Promise((done) => {
      socket.on('unexpected-response', (_request, response) => {
        done(response.statusCode);
      });
      socket.on('open', () => {
        done('open');
      });
    });
    expect(status).toBe(403);
    // Ending a line that never opened is reported as an error of its own.
    socket.on('error', () => undefined);
    socket.terminate();
  });

  test('the port is really taken, and a taken one is an error to the caller', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    ends.push(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const start = startBrowserMode({
      endpoints: createEndpoints(memoryHost()),
      pageFolder: import.meta.dirname,
      noKeyText: () => Promise.resolve(''),
      port,
    });
    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

async function waitFor(isTrue: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !isTrue(); attempt += 1) await new Promise((done) => setTimeout(done, 5));
}
