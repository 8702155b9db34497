/** Starts the built desktop program on the stand-in, and looks into its window. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, test as base } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { build } from 'vite';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** The built program, with the stand-in in Electron's place. */
const PROGRAM = [
  '--import',
  path.join(ROOT, 'test/e2e/electron-stand-in/register.mjs'),
  path.join(ROOT, 'out/desktop/main.js'),
];

export interface Desktop {
  readonly page: Page;
  /** Where the program keeps its data. */
  readonly folder: string;
  /** What the program asked of the computer so far. */
  readonly calls: () => readonly Readonly<Record<string, unknown>>[];
  /** Plays an event of the operating system or of Chromium. */
  readonly happens: (event: string, ...args: readonly unknown[]) => void;
  /** Ends when the program ends; its exit status. */
  readonly ended: Promise<number | null>;
}

interface Options {
  readonly systemLocale: string;
  readonly argv: readonly string[];
  /** What the program finds in its environment beside the usual. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files that it finds in its data folder. */
  readonly files: Readonly<Record<string, string>>;
}

export const test = base.extend<Options & { readonly desktop: Desktop }>({
  systemLocale: ['en-GB', { option: true }],
  argv: [[], { option: true }],
  environment: [{}, { option: true }],
  files: [{}, { option: true }],
  desktop: async ({ systemLocale, argv, environment, files }, use) => {
    await buildStandIn();
    const folder = await mkdtemp(path.join(tmpdir(), 'throughway-desktop-'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    const port = await freePort();
    const child = spawn(process.execPath, [...PROGRAM, ...argv], {
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        THROUGHWAY_DATA_DIR: folder,
        STAND_IN_DEBUG_PORT: String(port),
        STAND_IN_LOCALE: systemLocale,
        ...environment,
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const output = collect(child);
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    const browser = await connect(port);
    try {
      await use({
        page: await firstPage(browser),
        folder,
        calls: () => parseLines(output()),
        happens: (event, ...args) => child.stdin.write(`${JSON.stringify({ event, args })}\n`),
        ended,
      });
    } finally {
      await browser.close();
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    }
  },
});

/** Runs the program where it opens no window; its exit status. */
export async function runToEnd(environment: Readonly<Record<string, string>>): Promise<number | null> {
  await buildStandIn();
  const folder = await mkdtemp(path.join(tmpdir(), 'throughway-desktop-'));
  const child = spawn(process.execPath, PROGRAM, {
    env: { PATH: process.env['PATH'], HOME: folder, THROUGHWAY_DATA_DIR: folder, ...environment },
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const status = await new Promise<number | null>((done) => child.once('exit', done));
  await rm(folder, { recursive: true, force: true });
  return status;
}

async function buildStandIn(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    build: {
      ssr: path.join(ROOT, 'test/e2e/electron-stand-in/electron.ts'),
      outDir: path.join(ROOT, 'out/stand-in'),
      rolldownOptions: { output: { format: 'es', entryFileNames: '[name].js' } },
    },
  });
}

async function connect(port: number): Promise<Browser> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const isUp = await fetch(`http://127.0.0.1:${String(port)}/json/version`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return chromium.connectOverCDP(`http://127.0.0.1:${String(port)}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the window did not come up');
}

async function firstPage(browser: Browser): Promise<Page> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .find((one) => one.url().includes('stand-in.test'));
    if (page !== undefined) return page;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the window has no page');
}

function collect(child: ChildProcess): () => string {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  return () => text;
}

function parseLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
