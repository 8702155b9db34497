/** A network that answers in every site's name until somebody signs in (RFC 8952). */
import { createServer, type Server } from 'node:http';

export function createPortal(): Server {
  return createServer((message, response) => {
    if (message.url === '/sign-in') {
      response
        .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
        .end('<title>Welcome</title><p>Please accept.</p>');
      return;
    }
    response.writeHead(302, { Location: `http://${message.headers.host ?? ''}/sign-in` }).end();
  });
}
