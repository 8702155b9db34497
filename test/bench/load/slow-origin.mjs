/** A site whose every answer is some milliseconds away, in a process of its own: `slow-origin.mjs MS [CERTIFICATE KEY]`. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';

const [, , delay = '50', certificate, key] = process.argv;
const delayMs = Number(delay);

const answer = (incoming, response) => {
  setTimeout(() => {
    const isControl = incoming.url === '/generate_204';
    response.writeHead(isControl ? 204 : 200, { 'content-type': 'text/plain' });
    response.end(isControl ? undefined : 'hello\n');
  }, delayMs);
};
const server =
  certificate === undefined
    ? createServer(answer)
    : createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) }, answer);
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  console.log(JSON.stringify({ port: server.address().port }));
});
