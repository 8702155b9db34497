/** A Mac whose `networksetup` keeps what it is told, in the words that recorded output has. */
import type { CommandOutcome, RunCommand, SystemTools } from '../../../src/system/system-tools.ts';
import { fixture, recordedTools } from './helpers.ts';

/** Commands and their output out of a transcript: each begins with a line `% command`. */
export function transcript(name: string): Readonly<Record<string, string>> {
  const parts = fixture(name).split(/^% /mu).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).trim(), `${part.slice(end + 1).trimEnd()}\n`];
    }),
  );
}

interface Service {
  readonly proxies: Map<string, { enabled: boolean; server: string; port: string; authenticated: boolean }>;
  url: string;
  scriptOn: boolean;
  discovery: boolean;
  bypass: readonly string[];
}

export interface FakeMac {
  readonly tools: SystemTools;
  readonly services: ReadonlyMap<string, Service>;
  /** Every command that changes something, as one text. */
  readonly changes: readonly string[];
}

/** Returns a Mac with one service, Wi-Fi on en0; `others` answers what isn't `networksetup`, by `program arguments`. */
export function fakeMac(others: Readonly<Record<string, string | CommandOutcome>> = {}): FakeMac {
  const services = new Map<string, Service>([['Wi-Fi', emptyService()]]);
  const changes: string[] = [];
  const run: RunCommand = (program, args) => {
    const command = [program, ...args].join(' ');
    const given = others[command];
    if (given !== undefined) return Promise.resolve(typeof given === 'string' ? done(given) : given);
    if (program !== '/usr/sbin/networksetup') return Promise.resolve({ state: 'missing' });
    if (/^-set/u.test(args[0] ?? '')) changes.push(args.join(' '));
    return Promise.resolve(networksetup(services, args));
  };
  return { tools: { ...recordedTools({}), env: { USER: 'taro' }, run }, services, changes };
}

function emptyService(): Service {
  const names = ['web', 'secureweb', 'ftp', 'socksfirewall'];
  return {
    proxies: new Map(names.map((name) => [name, { enabled: false, server: '', port: '0', authenticated: false }])),
    ...{ url: '', scriptOn: false, discovery: false },
    bypass: ['*.local', '169.254/16'],
  };
}

function networksetup(services: ReadonlyMap<string, Service>, args: readonly string[]): CommandOutcome {
  const [verb = '', name = '', ...values] = args;
  const [first = '', second = ''] = values;
  if (verb === '-listnetworkserviceorder')
    return done(
      'An asterisk (*) denotes that a network service is disabled.\n(1) Wi-Fi\n(Hardware Port: Wi-Fi, Device: en0)\n\n',
    );
  const service = services.get(name);
  if (service === undefined)
    return { state: 'done', exitCode: 4, stdout: `${name} is not a recognized network service.\n`, stderr: '' };
  const [, what = '', kind = '', isState] = /^-(get|set)(\w+?)proxy(state)?$/u.exec(verb) ?? [];
  const proxy = service.proxies.get(kind);
  if (proxy !== undefined && what === 'get') {
    const { enabled, server, port, authenticated } = proxy;
    const lines = [`Enabled: ${enabled ? 'Yes' : 'No'}`, `Server: ${server}`, `Port: ${port}`];
    return done([...lines, `Authenticated Proxy Enabled: ${authenticated ? '1' : '0'}`, ''].join('\n'));
  }
  if (proxy !== undefined) {
    if (isState === undefined) service.proxies.set(kind, { ...proxy, server: first, port: second, enabled: true });
    else service.proxies.set(kind, { ...proxy, enabled: first === 'on' });
    return done('');
  }
  switch (verb) {
    case '-getautoproxyurl':
      return done(`URL: ${service.url || '(null)'}\nEnabled: ${service.scriptOn ? 'Yes' : 'No'}\n`);
    case '-setautoproxyurl':
      Object.assign(service, { url: first, scriptOn: true });
      return done('');
    case '-setautoproxystate':
      service.scriptOn = first === 'on';
      return done('');
    case '-getproxyautodiscovery':
      return done(`Auto Proxy Discovery: ${service.discovery ? 'On' : 'Off'}\n`);
    case '-setproxyautodiscovery':
      service.discovery = first === 'on';
      return done('');
    case '-getproxybypassdomains':
      return done(
        service.bypass.length === 0
          ? `There aren't any bypass domains set on ${name}.\n`
          : `${service.bypass.join('\n')}\n`,
      );
    case '-setproxybypassdomains':
      service.bypass = first === 'Empty' ? [] : values;
      return done('');
    default:
      return { state: 'done', exitCode: 4, stdout: '** Error: The parameters were not valid.\n', stderr: '' };
  }
}

function done(stdout: string): CommandOutcome {
  return { state: 'done', exitCode: 0, stdout, stderr: '' };
}
