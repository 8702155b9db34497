/** An origin server that answers 204 to everything and counts, for requests that a proxy lets through. */
import { createServer } from 'node:http';

export interface Origin {
  readonly url: string;
  readonly authority: string;
  readonly requests: readonly string[];
  stop(): Promise<void>;
}

/** Starts an origin on a free port of 127.0.0.1. */
export async function startOrigin(): Promise<Origin> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''} ${JSON.stringify(request.headers)}`);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a listening server has no port');
  const authority = `127.0.0.1:${String(address.port)}`;
  return {
    url: `http://${authority}/`,
    authority,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
