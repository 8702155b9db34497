import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectionSchema } from '../../../src/report/inspection-schema.ts';
import type { InspectionDocument } from '../../../src/report/inspection-document.ts';
import { createChain, inspectSite, plainSite, secureSite, type Chain } from './sites.ts';

const codes = ({ findings }: InspectionDocument): readonly string[] => findings.map(({ code }) => code);

/** What each path of the plain site answers. */
const PATHS: Readonly<Record<string, RequestListener>> = {
  '/': (_, response) => response.end('hello'),
  '/ring-a': (_, response) => response.writeHead(302, { location: '/ring-b' }).end(),
  '/ring-b': (_, response) => response.writeHead(302, { location: '/ring-a' }).end(),
  '/moved': (_, response) => response.writeHead(301, { location: '/' }).end(),
  '/nowhere': (_, response) => response.writeHead(302).end(),
  '/401': (_, response) => response.writeHead(401).end(),
  '/401-bearer': (_, response) => response.writeHead(401, { 'www-authenticate': 'Bearer realm="x"' }).end(),
  '/407': (_, response) => response.writeHead(407, { 'proxy-authenticate': 'Basic realm="x"' }).end(),
  '/late': (_, response) => response.writeHead(429, { 'retry-after': 'tomorrow' }).end(),
  '/late-well': (_, response) => response.writeHead(429, { 'retry-after': '60' }).end(),
  '/broken': (_, response) => response.writeHead(500).end(),
  '/cut': (_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('only this');
    setTimeout(() => response.destroy(), 50);
  },
  '/cloaked': (request, response) => {
    response.writeHead(request.headers['user-agent']?.includes('Googlebot') === true ? 404 : 200).end('hello');
  },
  '/spam': (request, response) => {
    if (request.headers['user-agent']?.includes('Googlebot') !== true) response.end('hello');
    else response.writeHead(302, { location: 'https://spam.example/' }).end();
  },
  '/hidden': (request, response) => {
    const isBot = request.headers['user-agent']?.includes('Googlebot') === true;
    response.setHeader('content-type', 'text/html');
    response.end(`<html><head>${isBot ? '<meta content="noindex" name="robots">' : ''}</head></html>`);
  },
};

describe('a plain site', () => {
  let base = '';
  let stop = (): Promise<void> => Promise.resolve();
  beforeAll(async () => {
    const site = await plainSite((request, response) => {
      const answer = PATHS[request.url ?? ''];
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response);
    });
    base = `http://127.0.0.1:${String(site.port)}`;
    stop = () => site.close();
  });
  afterAll(() => stop());

  test.each<[string, readonly string[]]>([
    ['/', []],
    ['/moved', []],
    ['/ring-a', ['redirect-loop']],
    ['/nowhere', ['redirect-without-location']],
    ['/401', ['challenge-missing']],
    ['/401-bearer', []],
    ['/407', ['site-sends-407']],
    ['/late', ['retry-after-invalid']],
    ['/late-well', []],
    ['/broken', ['error-status']],
    ['/cut', ['body-cut']],
    ['/cloaked', ['crawler-status']],
    ['/spam', ['crawler-status']],
    ['/hidden', ['crawler-noindex']],
  ])('at %s shows what is wrong and nothing else', async (path, expected) => {
    const document = await inspectSite(base + path);
    expect(codes(document)).toEqual(expected);
    expect(inspectionSchema.safeParse(JSON.parse(JSON.stringify(document))).error).toBeUndefined();
  });

  test('is told step by step, with who answered', async () => {
    const { site } = await inspectSite(`${base}/moved`);
    expect(site?.steps.map(({ url, status, answeredBy }) => [url, status, answeredBy])).toEqual([
      [`${base}/moved`, 301, 'site'],
      [`${base}/`, 200, 'site'],
    ]);
  });

  test('that is not there is told as one that gives no answer', async () => {
    expect(codes(await inspectSite('http://127.0.0.1:9/'))).toEqual(['no-answer']);
  });
});

describe('the certificates of a site', () => {
  let chain: Chain;
  beforeAll(() => {
    chain = createChain();
  });
  afterAll(() => {
    chain.remove();
  });

  const findingsOf = async (tls: { readonly key: string; readonly cert: string }): Promise<InspectionDocument> => {
    const site = await secureSite(tls, (_, response) => response.end('hello'));
    const document = await inspectSite(`https://127.0.0.1:${String(site.port)}/`, chain.rootPem);
    await site.close();
    return document;
  };

  test('are fine where the chain is whole', async () => {
    const { key, withIntermediate: cert } = chain.leaf();
    const document = await findingsOf({ key, cert });
    expect(codes(document)).toEqual([]);
    expect(document.site?.tls[0]?.chain[0]).toMatchObject({
      key: { kind: 'ec', bits: 256 },
      signature: '1.2.840.10045.4.3.2',
    });
    expect(document.site?.tls[0]?.chain[0]?.daysLeft).toBeGreaterThan(298);
  });

  test.each<[string, Parameters<Chain['leaf']>[0], readonly string[]]>([
    ['has expired', { days: -3 }, ['certificate-expired']],
    ['ends in a week', { days: 7 }, ['certificate-expires-soon']],
    ['ends in a month', { days: 30 }, []],
    ['is for another name', { names: 'DNS:other.example' }, ['certificate-name']],
    ['has a short key', { bits: 1024 }, ['key-weak']],
    ['is signed with SHA-1', { hash: 'sha1' }, ['signature-weak']],
  ])('are told where the leaf %s', async (_, options, expected) => {
    const { key, withIntermediate: cert } = chain.leaf(options);
    const found = codes(await findingsOf({ key, cert }));
    expect(found.filter((code) => code !== 'certificate-refused')).toEqual(expected);
  });

  test('are told where the intermediate is missing', async () => {
    const { key, alone: cert } = chain.leaf();
    expect(codes(await findingsOf({ key, cert }))).toEqual(['chain-incomplete']);
  });

  test('are told where a redirect leaves them behind', async () => {
    const plain = await plainSite((_, response) => response.end('hello'));
    const { key, withIntermediate: cert } = chain.leaf();
    const site = await secureSite({ key, cert }, (_, response) =>
      response
        .writeHead(302, { location: `http://127.0.0.1:${String(plain.port)}/`, 'set-cookie': 'sid=canary' })
        .end(),
    );
    const document = await inspectSite(`https://127.0.0.1:${String(site.port)}/`, chain.rootPem);
    expect(codes(document)).toEqual(['redirect-to-clear', 'cookie-not-secure']);
    expect(JSON.stringify(document)).not.toContain('canary');
    await site.close();
    await plain.close();
  });
});
