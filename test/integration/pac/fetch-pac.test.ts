import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fetchPac } from '../../../src/pac/fetch-pac.ts';
import { calm } from '../../unit/pac/pac-tools.ts';

const SCRIPT = 'function FindProxyForURL() { return "DIRECT" } // 日本';

async function served<T>(listener: RequestListener, use: (origin: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? (address satisfies AddressInfo).port : 0;
  try {
    return await use(`http://127.0.0.1:${String(port)}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('fetchPac', () => {
  it.each([
    ['UTF-8 without a word', Buffer.from(SCRIPT), 'application/x-ns-proxy-autoconfig', 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${SCRIPT}`), 'text/plain; charset=shift_jis', 'utf-8'],
    ['UTF-16 little endian', Buffer.from(`\uFEFF${SCRIPT}`, 'utf16le'), undefined, 'utf-16le'],
    ['UTF-16 big endian', Buffer.from(`\uFEFF${SCRIPT}`, 'utf16le').swap16(), undefined, 'utf-16be'],
    [
      'Shift_JIS',
      Buffer.concat([Buffer.from(SCRIPT.slice(0, -2)), Buffer.from([0x93, 0xfa, 0x96, 0x7b])]),
      'text/plain; charset="Shift_JIS"',
      'shift_jis',
    ],
  ])('reads %s', async (_, body, type, charset) => {
    await served(
      (_request, response) => {
        if (type !== undefined) response.setHeader('content-type', type);
        response.end(body);
      },
      async (origin) => {
        const { fact, script } = await fetchPac(`${origin}/p.pac`, { signal: calm });
        expect(script).toEqual({ ok: true, value: SCRIPT });
        expect(fact).toMatchObject({ failure: null, status: 200, charset, bytes: body.length, redirects: 0 });
      },
    );
  });

  it('reads windows-1252 where nothing is said and it is not UTF-8', async () => {
    const url = `data:text/plain,${encodeURIComponent('// caf')}%e9`;
    expect(await fetchPac(url, { signal: calm })).toMatchObject({
      script: { value: '// café' },
      fact: { charset: 'windows-1252' },
    });
  });

  it('follows five redirects and no sixth, and never to a file', async () => {
    await served(
      (request, response) => {
        const left = Number(request.url?.slice(1));
        const to = left === 99 ? 'file:///etc/passwd' : `/${String(left - 1)}`;
        if (left === 0) response.end(SCRIPT);
        else response.writeHead(302, { location: to }).end();
      },
      async (origin) => {
        expect(await fetchPac(`${origin}/5`, { signal: calm })).toMatchObject({
          script: { ok: true },
          fact: { redirects: 5 },
        });
        expect(await fetchPac(`${origin}/6`, { signal: calm })).toMatchObject({
          script: { ok: false, problem: { kind: 'unreachable' } },
        });
        expect(await fetchPac(`${origin}/99`, { signal: calm })).toMatchObject({
          script: { ok: false, problem: { kind: 'unreachable' } },
        });
      },
    );
  });

  it('takes nothing but status 200, and shows no password', async () => {
    await served(
      (_request, response) => response.writeHead(404).end('no'),
      async (origin) => {
        const { fact, script } = await fetchPac(origin.replace('//', '//u:canary@'), { signal: calm });
        expect(script).toMatchObject({ ok: false, problem: { kind: 'unreachable', detail: 'status 404' } });
        expect(fact).toMatchObject({ failure: null, status: 404 });
        expect(JSON.stringify(fact)).not.toContain('canary');
      },
    );
  });

  it('stops at one megabyte of an endless file', async () => {
    await served(
      (_request, response) => {
        const more = (): void => {
          while (response.writable && response.write('x'.repeat(65_536)));
          response.once('drain', more);
        };
        more();
      },
      async (origin) => {
        expect(await fetchPac(origin, { signal: calm })).toMatchObject({
          script: { ok: false, problem: { kind: 'too-large' } },
        });
      },
    );
  });

  it('ends at its deadline when a download trickles for ever', { timeout: 10_000 }, async () => {
    await served(
      (_request, response) => {
        const timer = setInterval(() => response.write(' '), 200);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      async (origin) => {
        const sinceMs = performance.now();
        expect(await fetchPac(origin, { signal: calm })).toMatchObject({ fact: { failure: { kind: 'timed-out' } } });
        expect(performance.now() - sinceMs).toBeLessThan(6_500);
      },
    );
  });

  it('names what the network did', async () => {
    const refused = await served(
      () => undefined,
      (origin) => Promise.resolve(origin),
    );
    expect(await fetchPac(refused, { signal: calm })).toMatchObject({
      fact: { failure: { kind: 'connection-refused', code: 'ECONNREFUSED' } },
    });
    expect(await fetchPac('ftp://a.test/p', { signal: calm })).toMatchObject({
      script: { ok: false, problem: { kind: 'unreachable' } },
    });
    expect(await fetchPac('http://a.test/p', { signal: AbortSignal.abort() })).toMatchObject({
      fact: { failure: { kind: 'cancelled' } },
    });
  });

  it('reads files and data, but no device', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pac-'));
    try {
      await writeFile(join(folder, 'p.pac'), SCRIPT);
      expect(await fetchPac(pathToFileURL(join(folder, 'p.pac')).href, { signal: calm })).toMatchObject({
        script: { ok: true, value: SCRIPT },
      });
      expect(await fetchPac(pathToFileURL(join(folder, 'q.pac')).href, { signal: calm })).toMatchObject({
        fact: { failure: { code: 'ENOENT' } },
      });
      expect(await fetchPac('file:///dev/zero', { signal: calm })).toMatchObject({ script: { ok: false } });
      const data = `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(SCRIPT).toString('base64')}`;
      expect(await fetchPac(data, { signal: calm })).toMatchObject({ script: { ok: true, value: SCRIPT } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
