import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { createChanges } from '../../../src/change/create-changes.ts';
import type { OpenStore } from '../../../src/change/store.ts';
import { parseBypassList } from '../../../src/settings/parse-bypass-list.ts';
import { createFileStore } from '../../../src/system/file-store.ts';
import { planTools } from '../../../src/system/tools/plan-tools.ts';
import { readTools, type ToolsAccess } from '../../../src/system/tools/read-tools.ts';
import type { Tool, ToolId, Where } from '../../../src/tools/tool.ts';
import { toolOf } from '../../../src/tools/tools.ts';
import { squidIsMissing, startSquid, type SquidServer } from '../../lab/servers/squid.ts';
import {
  addDebianRepository,
  addGitRepository,
  addNpmPackage,
  addPythonPackage,
  type PackageOrigin,
  startPackageOrigin,
} from './origin.ts';

const openStore: OpenStore = (ref) => {
  if (ref.kind !== 'file') throw new Error('tools keep their settings in files');
  return createFileStore(ref.path);
};

const SEARCH_PATH = process.env['PATH'] ?? '';
const signal = new AbortController().signal;

/** The interpreter whose pip runs in a foreign home. */
const PYTHON = ['/usr/bin/python3', 'python3'].find((python) => answers(python, ['-m', 'pip', '--version'])) ?? null;

function answers(program: string, args: readonly string[]): boolean {
  const env = { PATH: SEARCH_PATH, HOME: '/nonexistent' };
  return spawnSync(program, args, { env, timeout: 60_000 }).status === 0;
}

interface RealTool {
  readonly id: ToolId;
  /** Why it can't run here, as a sentence. */
  readonly missing: string | null;
  /** What its file holds before, below the home folder. */
  readonly file: string;
  readonly before: string;
  readonly command: (origin: string, home: string) => readonly [program: string, ...args: readonly string[]];
  /** What the proxy must have been asked for. */
  readonly asked: readonly string[];
  readonly env?: (home: string) => Readonly<Record<string, string>>;
}

const needs = (id: string, program: string, args: readonly string[] = ['--version']): string | null =>
  answers(program, args) ? null : `${id} is not installed.`;

const DEAD = 'http://127.0.0.1:9';

const REAL_TOOLS: readonly RealTool[] = [
  {
    id: 'git',
    missing: needs('git', 'git'),
    file: '.gitconfig',
    before: `# mine\n[user]\n\tname = \xe4\n[http]\n\tproxy = ${DEAD} ; dead\n\tsslVerify = true\n`,
    command: (origin, home) => ['git', 'clone', '--quiet', `${origin}/repo.git`, path.join(home, 'clone')],
    asked: ['/repo.git/info/refs', '/repo.git/objects/'],
  },
  {
    id: 'npm',
    missing: needs('npm', 'npm'),
    file: '.npmrc',
    before: 'fund=false\naudit=false\n; office\n',
    command: (origin, home) => [
      'npm',
      'install',
      '--prefix',
      home,
      '--registry',
      `${origin}/`,
      '--no-update-notifier',
      'thing',
    ],
    asked: ['/thing ', '/thing-1.0.0.tgz'],
  },
  {
    id: 'pip',
    missing: PYTHON === null ? 'pip is not installed.' : null,
    file: '.config/pip/pip.conf',
    before: '[global]\r\ntimeout = 20\r\n',
    command: (origin, home) => [
      ...([PYTHON ?? 'python3', '-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--dest', home] as const),
      ...['--disable-pip-version-check', '--index-url', `${origin}/simple/`, '--trusted-host', '127.0.0.1', 'thing'],
    ],
    asked: ['/simple/thing/ ', '/simple/thing/thing-1.0.0-py3-none-any.whl'],
  },
  {
    id: 'curl',
    missing: needs('curl', 'curl'),
    file: '.curlrc',
    before: '# mine\nuser-agent = "a \\"b\\""',
    command: (origin) => ['curl', '--silent', '--show-error', '--fail', `${origin}/debian/page-for-curl`],
    asked: ['/debian/page-for-curl '],
  },
  {
    id: 'wget',
    missing: needs('wget', 'wget'),
    file: '.wgetrc',
    before: `tries = 1\nuse_proxy = off\nhttp-proxy = ${DEAD}\n`,
    command: (origin) => ['wget', '--quiet', '--output-document=-', `${origin}/debian/page-for-wget`],
    asked: ['/debian/page-for-wget '],
  },
  {
    id: 'apt',
    missing: needs('apt', 'apt-get'),
    file: 'apt.conf',
    before: `// office\nAcquire { http { Proxy "${DEAD}"; }; };\nAcquire::AllowInsecureRepositories "true";\nAcquire::Retries "0";\n`,
    command: (_origin, home) => [
      ...(['apt-get', '-o', `Dir::State=${home}/state`, '-o', `Dir::Cache=${home}/cache`] as const),
      ...['-o', `Dir::Etc::SourceList=${home}/sources.list`, '-o', 'Dir::Etc::SourceParts=/dev/null'],
      ...[
        '-o',
        `Dir::Etc::Parts=${home}/parts`,
        '-o',
        'Dir::Etc::Main=/dev/null',
        '-o',
        'APT::Sandbox::User=root',
        'update',
      ],
    ],
    asked: ['/debian/./Packages'],
    env: (home) => ({ APT_CONFIG: path.join(home, 'apt.conf') }),
  },
  {
    id: 'maven',
    missing: needs('Maven', 'mvn'),
    file: '.m2/settings.xml',
    before:
      '<settings>\n  <!-- mine -->\n  <mirrors>\n    <mirror><id>m</id><mirrorOf>*</mirrorOf><url>@ORIGIN@/maven</url></mirror>\n  </mirrors>\n</settings>\n',
    // The plugin does not exist; that it was asked for is what counts.
    command: () => ['sh', '-c', 'mvn -B -q org.example:thing:1.0:run || true'],
    asked: ['/maven/org/example/thing/1.0/thing-1.0.pom'],
    env: (home) => ({ MAVEN_OPTS: `-Duser.home=${home}` }),
  },
];

/** Runs a program to its end; what it says is shown where it fails. */
async function run(
  [program, ...args]: readonly [string, ...(readonly string[])],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 90_000 });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return { status: child.exitCode, output };
}

describe.skipIf(squidIsMissing !== null)(
  `tools go through the proxy that they are told ${squidIsMissing ?? ''}`,
  () => {
    let proxy: SquidServer;
    let origin: PackageOrigin;
    let files: string;

    beforeAll(async () => {
      files = mkdtempSync(path.join(tmpdir(), 'tools-origin-'));
      const env = { PATH: SEARCH_PATH, HOME: files, GIT_CONFIG_NOSYSTEM: '1' };
      addDebianRepository(files);
      if (answers('git', ['--version'])) addGitRepository(files, env);
      if (answers('npm', ['--version'])) addNpmPackage(files, env);
      if (PYTHON !== null) addPythonPackage(files, PYTHON);
      proxy = await startSquid();
      origin = await startPackageOrigin(files);
    }, 120_000);
    afterAll(async () => {
      await origin[Symbol.asyncDispose]();
      await proxy.stop();
      rmSync(files, { recursive: true, force: true });
    });

    describe.each(REAL_TOOLS)('$id', (real) => {
      test.skipIf(real.missing !== null)(
        `asks the proxy once it is told, and its file is as before once that is undone ${real.missing ?? ''}`,
        async () => {
          const home = mkdtempSync(path.join(tmpdir(), `tools-${real.id}-`));
          try {
            const env = {
              ...{ PATH: SEARCH_PATH, HOME: home, LANG: 'C', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' },
              ...real.env?.(home),
            };
            const file = path.join(home, real.file);
            const before = real.before.replace('@ORIGIN@', origin.url);
            for (const folder of ['state/lists/partial', 'cache/archives/partial', 'parts']) {
              mkdirSync(path.join(home, folder), { recursive: true });
            }
            writeFileSync(path.join(home, 'sources.list'), `deb [trusted=yes] ${origin.url}/debian ./\n`);
            mkdirSync(path.dirname(file), { recursive: true });
            writeFileSync(file, before, 'latin1');

            const where: Where = { platform: 'linux', home, env };
            const access: ToolsAccess = { where, openStore, listFolder: () => Promise.resolve({ state: 'absent' }) };
            const row = toolOf(real.id);
            // Nothing of this computer's own is touched: only places below the folder of this test.
            const tool: Tool = { ...row, places: (at) => row.places(at).filter((one) => one.path.startsWith(home)) };
            const server = { kind: 'http', host: proxy.host, port: proxy.port } as const;
            const plan = await planTools([tool], {
              settings: {
                mode: 'manual',
                servers: { any: { state: 'valid', server } },
                bypass: parseBypassList('<-loopback>', 'chromium'),
              },
              access,
              signal,
            });
            expect(plan.tools).toMatchObject([{ tool: real.id, state: 'changes', paths: [file] }]);

            const changes = createChanges({ openStore, clock: systemClock, dataFolder: path.join(home, 'data') });
            const applied = await changes.apply(
              { reason: { kind: 'tools', tools: [real.id] }, steps: plan.steps, restart: plan.restart },
              { signal },
            );
            if (!applied.ok) throw new Error(JSON.stringify(applied.problem));
            const [said] = await readTools([tool], access, signal);
            expect(said).toMatchObject({ isInstalled: true, from: file, proxy: { state: 'set' } });

            const outcome = await run(real.command(origin.url, home), env);
            expect(outcome.status, outcome.output).toBe(0);
            await vi.waitFor(
              () => {
                for (const asked of real.asked) expect(proxy.log()).toContain(`${origin.url}${asked}`);
              },
              { timeout: 10_000, interval: 50 },
            );

            const undone = await changes.undo(applied.value.id, { signal, insist: false });
            expect(undone).toMatchObject({ ok: true, value: { state: 'undone' } });
            expect(readFileSync(file, 'latin1')).toBe(before);
          } finally {
            rmSync(home, { recursive: true, force: true });
          }
        },
        120_000,
      );
    });

    test('a file that was made goes with the undo', async () => {
      const home = mkdtempSync(path.join(tmpdir(), 'tools-made-'));
      try {
        const where: Where = { platform: 'linux', home, env: {} };
        const access: ToolsAccess = { where, openStore, listFolder: () => Promise.resolve({ state: 'absent' }) };
        const server = { kind: 'http', host: '127.0.0.1', port: proxy.port } as const;
        const tools = [toolOf('pip'), toolOf('cargo'), toolOf('vscode')];
        const plan = await planTools(tools, {
          settings: {
            mode: 'manual',
            servers: { any: { state: 'valid', server } },
            bypass: { rules: [], unparsed: [] },
          },
          access,
          signal,
        });
        expect(plan.restart).toEqual(['Visual Studio Code']);
        const changes = createChanges({ openStore, clock: systemClock, dataFolder: path.join(home, 'data') });
        const applied = await changes.apply(
          { reason: { kind: 'tools', tools: tools.map(({ id }) => id) }, steps: plan.steps, restart: plan.restart },
          { signal },
        );
        if (!applied.ok) throw new Error(JSON.stringify(applied.problem));
        expect(existsSync(path.join(home, '.cargo', 'config.toml'))).toBe(true);
        await changes.undo(applied.value.id, { signal, insist: false });
        expect(existsSync(path.join(home, '.cargo', 'config.toml'))).toBe(false);
        expect(existsSync(path.join(home, '.config', 'pip', 'pip.conf'))).toBe(false);
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    });
  },
);
