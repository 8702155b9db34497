import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { lostConnects } from '../../../src/observation/lost-connects.ts';
import { connectOften } from '../../../src/probe/connect-often.ts';
import { lossOf } from '../../../src/report/check-entry.ts';

describe('lost packets', () => {
  test.each([
    ['nothing', { attempts: 5, succeeded: 5, rttsMs: [1, 2, 1, 3, 1] }, 0],
    ['a connect that failed', { attempts: 5, succeeded: 4, rttsMs: [1, 2, 1, 3] }, 1],
    ['one that needed a second SYN', { attempts: 5, succeeded: 5, rttsMs: [20, 1_024, 21, 20, 22] }, 1],
    ['a path that is slow as a whole', { attempts: 3, succeeded: 3, rttsMs: [950, 1_000, 970] }, 0],
    ['everything', { attempts: 2, succeeded: 0, rttsMs: [] }, 2],
  ])('are counted: %s', (_name, row, lost) => {
    expect(lostConnects(row)).toBe(lost);
    expect(lossOf(row)).toEqual({ attempts: row.attempts, succeeded: row.attempts - lost });
  });

  test('a row of connects tells a listening port from a closed one', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const row = () =>
      connectOften(
        { address: '127.0.0.1', port },
        { attempts: 3, spacingMs: 1, clock: systemClock, signal: new AbortController().signal },
      );
    expect(await row()).toMatchObject({ attempts: 3, succeeded: 3 });
    await new Promise((resolve) => server.close(resolve));
    expect(await row()).toEqual({ attempts: 3, succeeded: 0, rttsMs: [] });
  });
});
