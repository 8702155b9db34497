import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createRunCommand } from '../../../src/system/run-command.ts';

describe('a command of the operating system', () => {
  test('that is missing and called off in the same moment ends nobody else', async () => {
    // A process of our own group: what goes to the whole group goes to it as well.
    const bystander = spawn('sleep', ['30']);
    let received = 0;
    const listen = (): void => {
      received += 1;
    };
    process.on('SIGTERM', listen);
    const calledOff = new AbortController();
    const running = createRunCommand({ PATH: '/usr/bin' })('no-such-program', [], { signal: calledOff.signal });
    calledOff.abort();
    await running;
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off('SIGTERM', listen);
    expect(received).toBe(0);
    expect(bystander.signalCode).toBeNull();
    bystander.kill();
    await once(bystander, 'close');
  });

  test('is ended when it is called off', async () => {
    const calledOff = new AbortController();
    const running = createRunCommand({ PATH: '/usr/bin:/bin' })('sleep', ['20'], { signal: calledOff.signal });
    setTimeout(() => {
      calledOff.abort();
    }, 50);
    expect(await running).toEqual({ state: 'failed', why: 'sleep: gave no answer in time' });
  });
});
