/** A relay before the resolver of this computer that answers late, or that no name exists. */
import { join } from 'node:path';
import type { Lab } from '../lab.ts';
import { startServer } from '../server-process.ts';

const PORT = 5_399;

/**
 * Has this computer's questions by UDP pass through such a relay.
 * @param how.says an error code for every question (RFC 1035 §4.1.1)
 */
export async function startOddResolver(
  lab: Lab,
  how: { readonly afterMs?: number; readonly says?: number },
): Promise<void> {
  const { address } = lab.resolver;
  const script = `
    const dgram = require('node:dgram'), how = ${JSON.stringify(how)}, address = ${JSON.stringify(address)};
    const front = dgram.createSocket('udp4');
    front.on('message', (question, from) => {
      const say = (answer) => setTimeout(() => front.send(answer, from.port, from.address), how.afterMs || 0);
      if (how.says !== undefined) {
        let end = 12;
        while (end < question.length && question[end] !== 0) end += question[end] + 1;
        const answer = Buffer.from(question.subarray(0, end + 5));
        answer.fill(0, 6, 12);
        answer[2] = 0x81;
        answer[3] = 0x80 | how.says;
        return say(answer);
      }
      const back = dgram.createSocket('udp4');
      back.on('message', (answer) => { say(answer); back.close(); });
      back.send(question, 53, address);
    });
    front.bind(${String(PORT)}, address);`;
  const server = await startServer({
    namespace: lab.network.namespaces.dns,
    argv: [process.execPath, '-e', script],
    ports: [],
    udpPorts: [PORT],
    log: join(lab.folder(), 'odd-resolver.log'),
  });
  lab.afterwards(() => server.stop());
  await lab.rewrite(`ip daddr ${address} udp dport 53 dnat ip to ${address}:${String(PORT)}`);
}
