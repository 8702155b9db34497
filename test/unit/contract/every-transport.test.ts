import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { startBrowserMode } from '../../../main/browser/start-browser-mode.ts';
import { createClient } from '../../../src/contract/client.ts';
import type { Client } from '../../../src/contract/client.ts';
import { createEndpoints } from '../../../src/contract/endpoints.ts';
import { inProcessTransport } from '../../../src/contract/in-process-transport.ts';
import type { Transport } from '../../../src/contract/transport.ts';
import { memoryHost } from './contract-host.ts';
import type { MemoryHost } from './contract-host.ts';

interface Line {
  readonly client: Client;
  readonly host: MemoryHost;
}

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const lines: Readonly<Record<string, () => Promise<Line>>> = {
  'in the same process': () => {
    const host = memoryHost();
    return Promise.resolve({ host, client: createClient(inProcessTransport(createEndpoints(host))) });
  },
  'over loopback HTTP and WebSocket': async () => {
    const host = memoryHost();
    const mode = await startBrowserMode({
      endpoints: createEndpoints(host),
      pageFolder: import.meta.dirname,
      noKeyText: '',
    });
    ends.push(() => mode.close());
    const opened = await fetch(mode.url);
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    return { host, client: createClient(await loopbackTransport(new URL(mode.url).origin, cookie)) };
  },
  'as Electron carries values': () => {
    const host = memoryHost();
    const endpoints = createEndpoints(host);
    // Structured clone in both directions, and errors of a handler become rejections, as with ipcRenderer.invoke.
    const transport: Transport = {
      invoke: async (name, input) =>
        structuredClone(await endpoints.invoke(structuredClone(name), structuredClone(input))),
      subscribe: (listener) =>
        endpoints.subscribe((event) => {
          listener(structuredClone(event));
        }),
    };
    return Promise.resolve({ host, client: createClient(transport) });
  },
};

describe.each(Object.keys(lines))('%s', (name) => {
  const open = async (): Promise<Line> => {
    const line = await lines[name]?.();
    if (line === undefined) throw new Error('no such line');
    return line;
  };

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
      noKeyText: 'no',
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
      noKeyText: '',
      port,
    });
    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

/** What a page does in browser mode, without a page. */
async function loopbackTransport(origin: string, cookie: string): Promise<Transport> {
  const listeners = new Set<(event: unknown) => void>();
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/events`, { headers: { cookie, origin } });
  socket.on('message', (data: Buffer) => {
    const event: unknown = JSON.parse(data.toString('utf8'));
    for (const listener of listeners) listener(event);
  });
  await new Promise((done) => socket.once('open', done));
  ends.unshift(() => {
    socket.terminate();
  });
  return {
    invoke: async (name, input) => {
      const headers = { 'content-type': 'application/json', cookie, origin };
      const response = await fetch(`${origin}/api/${name}`, { method: 'POST', headers, body: JSON.stringify(input) });
      const answer: unknown = await response.json();
      return answer;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function waitFor(isTrue: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200 && !isTrue(); attempt += 1) await new Promise((done) => setTimeout(done, 5));
}
