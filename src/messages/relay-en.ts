/** English words of the relay: its own pages, and what is said where it can't be started. */
import type { RelayNotice } from '../relay/relay-page.ts';

const notices: Record<RelayNotice, { readonly title: string; readonly explanation: string }> = {
  'bad-request': {
    title: 'The request could not be read',
    explanation:
      'A program on this computer sent something that is not a clear HTTP request, so it was not passed on. Nothing is wrong with the site or the company’s proxy.',
  },
  'not-for-a-proxy': {
    title: 'This is a relay, not a website',
    explanation:
      'Throughway listens here for programs that use it as their proxy. Enter this address as a proxy server, not in the address bar.',
  },
  'too-large': {
    title: 'The head of the request is too large',
    explanation:
      'The request carries more than the relay takes. Often too many cookies have gathered; delete those of the site, and try again.',
  },
  'not-allowed': {
    title: 'This relay belongs to somebody else',
    explanation:
      'It signs in with the password of the person who started it, so it serves only programs of that same account.',
  },
  'secret-needed': {
    title: 'The relay asks for its key',
    explanation:
      'It was started with a key of its own. Give the user name and password that stand in the file it named at its start.',
  },
  'not-supported': {
    title: 'The relay does not do that',
    explanation:
      'It passes on http requests, tunnels (CONNECT) and SOCKS5 connections; this request is of another kind.',
  },
};

export const relayEn = {
  notices,
  page: {
    whatToDo: 'What to do',
    causeCode: 'Cause code:',
    writtenBy: 'This page comes from Throughway on this computer, not from the site.',
  },
  window: {
    title: 'Sign-in relay',
    lead: 'For programs that cannot sign in to the company’s proxy: Throughway takes their requests on this computer, and signs in with what you stored under "Sign-ins".',
    keep: 'Let programs use it',
    on: 'On',
    off: 'Off',
    port: 'Port',
    portHint: 'From 1024 to 65535. Programs get the address 127.0.0.1 with this port as their proxy.',
    listening: (address: string) => `Programs reach it at ${address}`,
    counts: (requests: string, tunnels: string, clients: string) =>
      `${requests} requests, ${tunnels} tunnels, ${clients} connections open now`,
    setTools: 'Set it for the tools …',
    toolsAgree: 'Set it for them',
    toolsNothing: 'The tools on this computer use it already.',
    toolsTold: 'git and other tools use it. When you turn it off, they are as before.',
    toolsRestart: 'Start these again afterwards',
    forbidden: 'Your organisation keeps the relay off.',
    trayOn: (address: string) => `Relay on ${address}`,
    turnOff: 'Turn the relay off',
  },
  cli: {
    badListen: (text: string) =>
      `"${text}" is no address to listen on. Give an IP address of this computer and a port, e.g. 127.0.0.1:8080.`,
    badProxy: (text: string) =>
      `"${text}" is no proxy that the relay could use. Give one such as http://proxy.example:8080 or socks5://proxy.example:1080.`,
    needsSecret: (address: string) =>
      `On ${address} other computers could use your sign-in. Add --secret, so that only who knows the key may, or listen on 127.0.0.1.`,
    cannotListen: (address: string, code: string) =>
      `The relay cannot listen on ${address} (${code}). Choose another address or port with --listen.`,
    forbidden: 'Your organisation keeps the relay off (relay.on in the preset). Ask your IT department.',
    secretIn: (file: string) => `The key is in ${file}, which only you can read; it goes when the relay ends.`,
    toolsNeedPort:
      'Tools need an address that stays: give --listen with 127.0.0.1 and a port, e.g. --listen 127.0.0.1:3128.',
    toolsBesideSecret:
      'Tools cannot show the relay’s key without writing it down in clear, so --set-tools and --secret do not go together.',
    keepAlone: '--keep-tools says what becomes of --set-tools; give both.',
    toolsBack: 'The tools say again what they said before.',
    toolsKept: (id: string) => `The tools still point to the relay. Take it back with "throughway undo ${id}".`,
  },
};
