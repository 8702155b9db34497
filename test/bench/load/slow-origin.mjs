/** A site whose every answer is some milliseconds away, in a process of its own. */
import { createServer } from 'node:http';

const delayMs = Number(process.argv[2] ?? 50);

const server = createServer((incoming, response) => {
  setTimeout(() => {
    const isControl = incoming.url === '/generate_204';
    response.writeHead(isControl ? 204 : 200, { 'content-type': 'text/plain' });
    response.end(isControl ? undefined : 'hello\n');
  }, delayMs);
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  console.log(JSON.stringify({ port: server.address().port }));
});
