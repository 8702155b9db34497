/** The sites of the practice network: one plain and one TLS server that answer by host name. */
import { createServer as createPlain, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Certificate } from './certificates.ts';

export const CONTROL_HOST = 'control.practice.test';

/** Returns the plain-HTTP server of all practice sites. */
export function createPlainSites(): Server {
  return createPlain(answer);
}

/** Returns the TLS server of all practice sites; the certificate is chosen by name (SNI). */
export function createSecureSites(certificates: ReadonlyMap<string, Certificate>, fallback: Certificate): Server {
  const contexts = new Map<string, SecureContext>(
    [...certificates].map(([name, own]) => [name, createSecureContext({ cert: own.certificate, key: own.key })]),
  );
  return createSecure(
    {
      cert: fallback.certificate,
      key: fallback.key,
      SNICallback: (name, done) => {
        done(null, contexts.get(name));
      },
    },
    answer,
  );
}

function answer(message: IncomingMessage, response: ServerResponse): void {
  const host = (message.headers.host ?? '').replace(/:\d+$/, '');
  switch (host) {
    case CONTROL_HOST:
      response.writeHead(204).end();
      return;
    case 'members.practice.test':
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Members"' }).end('Sign in to this site.');
      return;
    case 'closed.practice.test':
      response.writeHead(403).end('This site does not let you in.');
      return;
    case 'circle.practice.test':
      response.writeHead(302, { Location: message.url === '/a' ? '/b' : '/a' }).end();
      return;
    default:
      response
        .writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' })
        .end('Hello from the practice network.\n');
  }
}
