/** The site behind the proxy in the relay's benchmark, in a process of its own: small pages, streams of any length, echoes. */
import { createServer } from 'node:net';

const BODY = Buffer.alloc(1_024, 'x');
const PAGE = Buffer.concat([
  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${String(BODY.length)}\r\n\r\n`),
  BODY,
]);
const PIECE = Buffer.alloc(256 * 1024, 'y');

const server = createServer({ noDelay: true, highWaterMark: 1024 * 1024 }, (socket) => {
  socket.on('error', () => socket.destroy());
  let rest = '';
  const onData = (chunk) => {
    const first = rest === '' ? chunk.toString('latin1', 0, 6) : '';
    if (first === 'ECHO\r\n') {
      socket.off('data', onData);
      socket.on('data', (bytes) => {
        if (!socket.write(bytes)) {
          socket.pause();
          socket.once('drain', () => socket.resume());
        }
      });
      if (chunk.length > 6) socket.write(chunk.subarray(6));
      return;
    }
    rest += chunk.toString('latin1');
    for (;;) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = rest.slice(0, end);
      rest = rest.slice(end + 4);
      const stream = /^GET \S*\/bytes\/(\d+)/.exec(head);
      if (stream === null) socket.write(PAGE);
      else pour(socket, Number(stream[1]));
    }
  };
  socket.on('data', onData);
});

function pour(socket, bytes) {
  let left = bytes;
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      const piece = left >= PIECE.length ? PIECE : PIECE.subarray(0, left);
      left -= piece.length;
      if (!socket.write(piece)) {
        socket.once('drain', more);
        return;
      }
    }
  };
  more();
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  console.log(JSON.stringify({ port: server.address().port }));
});
