import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { afterAwake } from '../../../src/base/awake-timer.ts';

/** Keeps this process from running anything else, as a busy computer does. */
function starve(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const elapsed = (ms: number): Promise<number> => {
  const begun = performance.now();
  return new Promise((resolve) => {
    afterAwake(ms, () => {
      resolve(performance.now() - begun);
    });
  });
};

describe('a wait for the silence of others', () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  test('lasts as long as it says where nothing keeps the process busy', async () => {
    const took = await elapsed(200);
    expect(took).toBeGreaterThanOrEqual(198);
  });

  test('does not count the time in which the process could not listen', async () => {
    const waiting = elapsed(400);
    setTimeout(() => {
      starve(300);
    }, 50);
    expect(await waiting).toBeGreaterThan(600);
  });

  test('takes no more than twice its length, however busy the computer is', async () => {
    const waiting = elapsed(200);
    const busy = setInterval(() => {
      starve(60);
    }, 1);
    const took = await waiting;
    clearInterval(busy);
    expect(took).toBeLessThan(700);
  });

  test('lets what has arrived be read before it ends', async () => {
    const server = createServer((socket) => socket.end('here'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socket = connect(port, '127.0.0.1');
    closing.push(() => socket.destroy());
    await once(socket, 'connect');
    const first = new Promise<string>((resolve) => {
      socket.once('data', () => {
        resolve('data');
      });
      afterAwake(30, () => {
        resolve('silence');
      });
    });
    starve(120);
    expect(await first).toBe('data');
  });

  test('does not end once it was ended', async () => {
    let calls = 0;
    const end = afterAwake(20, () => {
      calls += 1;
    });
    end();
    await elapsed(60);
    expect(calls).toBe(0);
  });
});
