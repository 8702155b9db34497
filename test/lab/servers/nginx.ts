/** Sites: one nginx in a namespace with a server block for each site. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, type ServerProcess } from '../server-process.ts';

/** One site. `lines` go into its server block. */
export interface NginxSite {
  readonly address: string;
  readonly port: number;
  readonly names: readonly string[];
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  readonly lines: readonly string[];
}

export interface Nginx extends ServerProcess {
  /** One line a request: `host "request line" status "authorization header"`. */
  log(): string;
}

/** Starts nginx with these sites and resolves when it listens. */
export async function startNginx(options: {
  readonly namespace: string;
  readonly folder: string;
  readonly sites: readonly NginxSite[];
}): Promise<Nginx> {
  mkdirSync(options.folder, { recursive: true });
  const at = (name: string): string => join(options.folder, name);
  writeFileSync(
    at('nginx.conf'),
    [
      'daemon off; master_process off; worker_processes 1;',
      `pid ${at('nginx.pid')}; error_log ${at('error.log')} warn;`,
      'events { worker_connections 256; }',
      'http {',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${at(kind)};`),
      `log_format lab '$host "$request" $status "$http_authorization"';`,
      `access_log ${at('access.log')} lab;`,
      'ssl_protocols TLSv1.2 TLSv1.3; default_type text/html; server_names_hash_bucket_size 128; server_tokens on; keepalive_timeout 5s;',
      ...options.sites.map(serverBlock),
      '}',
      '',
    ].join('\n'),
  );
  writeFileSync(at('access.log'), '');
  const server = await startServer({
    namespace: options.namespace,
    argv: ['nginx', '-c', at('nginx.conf'), '-e', at('error.log')],
    ports: [...new Set(options.sites.map((site) => site.port))],
    log: at('output.txt'),
  });
  return { ...server, log: () => readFileSync(at('access.log'), 'utf8') };
}

function serverBlock(site: NginxSite): string {
  return [
    'server {',
    `listen ${site.address}:${String(site.port)}${site.tls === undefined ? '' : ' ssl'};`,
    `server_name ${site.names.join(' ')};`,
    ...(site.tls === undefined
      ? []
      : [`ssl_certificate ${site.tls.certFile}; ssl_certificate_key ${site.tls.keyFile};`]),
    ...site.lines,
    '}',
  ].join('\n  ');
}
