import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDiagnosisSocket } from '../../../main/host/netlink.ts';
import { createOwnerQuestions } from '../../../src/system/linux/ask-socket-owner.ts';
import { createSocketOwners } from '../../../src/system/linux/socket-owner.ts';

const diagnosis = openDiagnosisSocket();
const skip = diagnosis === null ? 'this system has no socket diagnosis, or koffi is not installed.' : null;

describe.skipIf(skip !== null)(`the kernel, asked for the owner of one socket ${skip ?? ''}`, () => {
  const ask = diagnosis === null ? () => null : createOwnerQuestions(diagnosis);
  const server = createServer({ allowHalfOpen: true });
  let port = 0;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '::', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve));
    diagnosis?.close();
  });
  const meet = async (host: string): Promise<{ readonly client: Socket; readonly accepted: Socket }> => {
    const accepting = new Promise<Socket>((resolve) => server.once('connection', resolve));
    const client = connect(port, host);
    client.on('error', () => undefined);
    const accepted = await accepting;
    accepted.on('error', () => undefined);
    return { client, accepted };
  };
  const endsOf = ({ remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 }: Socket) =>
    [
      { address: remoteAddress, port: remotePort },
      { address: localAddress, port: localPort },
    ] as const;

  test.each(['127.0.0.1', '::1'])('says the same as the table for a client at %s', async (host) => {
    const { client, accepted } = await meet(host);
    const [from, to] = endsOf(accepted);
    const owner = ask(from, to);
    expect(owner).toBe(process.getuid?.());
    expect(await createSocketOwners(null).ownerOf(from, to)).toBe(owner);
    client.destroy();
    accepted.destroy();
  });

  test('names nobody for ports that only listen, and for a socket that was let go', async () => {
    const { client, accepted } = await meet('127.0.0.1');
    const [from, to] = endsOf(accepted);
    expect(ask({ ...from, port }, { ...to, port: 9 })).toBeNull();
    client.destroy();
    await expect.poll(() => ask(from, to)).toBeNull();
    accepted.destroy();
  });

  test('answers a thousand questions in well under the time of a thousand tables', async () => {
    const { client, accepted } = await meet('127.0.0.1');
    const [from, to] = endsOf(accepted);
    const began = performance.now();
    for (let round = 0; round < 1_000; round += 1) ask(from, to);
    expect(performance.now() - began).toBeLessThan(1_000);
    client.destroy();
    accepted.destroy();
  });
});
