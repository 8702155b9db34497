import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { SCENE_IDS, startPractice } from '../../../src/practice/start-practice.ts';

async function say(address: string, text: string): Promise<string> {
  const { hostname, port } = new URL(address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let heard = '';
    socket.setTimeout(1500, () => socket.destroy());
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(heard);
    });
  });
}

test.each(SCENE_IDS)('the scene %s stands up and leaves nothing behind', async (id) => {
  const scene = await startPractice(id, systemClock);
  expect(URL.canParse(scene.url)).toBe(true);
  expect(scene.env['http_proxy']).toMatch(/^http:\/\//);
  await scene.stop();
  await expect(say(scene.stage.proxy, 'GET / HTTP/1.1\r\n\r\n')).rejects.toThrow(/ECONNREFUSED/);
});

test('the office proxy tunnels to a practice site and refuses a name that is not there', async () => {
  const scene = await startPractice('healthy', systemClock);
  const { proxy } = scene.stage;
  expect(await say(proxy, 'CONNECT www.practice.test:443 HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 200/);
  expect(await say(proxy, 'CONNECT www.elsewhere.test:443 HTTP/1.1\r\n\r\n')).toMatch(/error=dns_error/);
  await scene.stop();
});

test('the office proxy asks who is there, and lets the right one pass', async () => {
  const scene = await startPractice('sign-in', systemClock);
  const request = 'CONNECT www.practice.test:443 HTTP/1.1\r\n';
  expect(await say(scene.stage.proxy, `${request}\r\n`)).toMatch(/^HTTP\/1.1 407[^]*Basic realm="Practice office"/);
  const header = `Proxy-Authorization: Basic ${Buffer.from('practice:open-sesame').toString('base64')}\r\n\r\n`;
  expect(await say(scene.stage.proxy, request + header)).toMatch(/^HTTP\/1.1 200/);
  await scene.stop();
});
