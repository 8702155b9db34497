import { describe, expect, it, test } from 'vitest';
import { matchesBypass } from '../../../src/settings/match-bypass.ts';
import { planTool } from '../../../src/tools/plan-tool.ts';
import { readTool } from '../../../src/tools/read-tool.ts';
import { TOOLS, toolOf } from '../../../src/tools/tools.ts';
import { FIXTURES } from './fixtures.ts';
import { filesWith, formAt, manual, named, PROXY, WHERE } from './helpers.ts';

const CASES = TOOLS.flatMap((tool) =>
  (FIXTURES[tool.id] ?? []).map((fixture, index) => ({ tool, fixture, title: `${tool.name} ${String(index + 1)}` })),
);

test('every tool that can be written has a fixture', () => {
  expect(TOOLS.filter(({ id, writable }) => writable && FIXTURES[id] === undefined).map(({ id }) => id)).toEqual([]);
});

describe.each(CASES)('$title', ({ tool, fixture: { path, before, says, after } }) => {
  const settings = manual(PROXY, '.corp.example;10.0.0.1');

  it('says what its file says', () => {
    const values = readTool(tool, filesWith(tool, path, before), WHERE);
    expect(named(values.proxy)).toEqual(says);
  });

  it('is told in its own syntax, and everything else stays', () => {
    const files = filesWith(tool, path, before).filter((file) => file.path === path);
    const plan = planTool(tool, { files, settings, where: WHERE });
    expect(plan.ok && plan.value.changes.map(({ to }) => to)).toEqual([after]);
  });

  it('says afterwards what it was told, and needs no second change', () => {
    const files = filesWith(tool, path, after).filter((file) => file.path === path);
    expect(named(readTool(tool, files, WHERE).proxy)).toEqual({
      http: 'http://proxy.example:8080',
      https: 'http://proxy.example:8080',
    });
    expect(planTool(tool, { files, settings, where: WHERE })).toMatchObject({ ok: true, value: { changes: [] } });
  });

  it('says nothing any more, or "directly", when told to go directly', () => {
    const files = filesWith(tool, path, after).filter((file) => file.path === path);
    const plan = planTool(tool, { files, settings: { mode: 'direct' }, where: WHERE });
    if (!plan.ok) throw new Error(plan.problem.kind);
    const left = filesWith(tool, path, plan.value.changes[0]?.to ?? '').filter((file) => file.path === path);
    expect(named(readTool(tool, left, WHERE).proxy)).toEqual({ http: null, https: null });
  });

  it('is made where its file is missing', () => {
    const files = filesWith(tool, '', '').filter((file) => file.path === path);
    const plan = planTool(tool, { files, settings, where: WHERE });
    if (!plan.ok) throw new Error(plan.problem.kind);
    const [change] = plan.value.changes;
    expect(change?.from).toBeNull();
    expect(formAt(tool, path).read(change?.to ?? '')).toMatchObject({ ok: true });
    const made = filesWith(tool, path, change?.to ?? '').filter((file) => file.path === path);
    expect(named(readTool(tool, made, WHERE).proxy).https).toBe('http://proxy.example:8080');
  });
});

describe('what a tool can’t be told', () => {
  it.each([
    ['go', 'environment-only'],
    ['aws', 'environment-only'],
    ['wsl', 'system-only'],
  ] as const)('%s: %s', (id, kind) => {
    expect(planTool(toolOf(id), { files: [], settings: manual(PROXY), where: WHERE })).toMatchObject({
      problem: { kind },
    });
  });

  it('is a script', () => {
    const settings = { mode: 'pac', pacUrl: 'http://x/', bypass: { rules: [], unparsed: [] } } as const;
    const files = filesWith(toolOf('git'), '', '');
    expect(planTool(toolOf('git'), { files, settings, where: WHERE })).toMatchObject({
      problem: { kind: 'script-not-spoken' },
    });
  });

  it('is a SOCKS proxy where it has none', () => {
    const settings = manual({ kind: 'socks5', host: 's.example', port: 1080 });
    const told = (id: 'wget' | 'curl'): unknown =>
      planTool(toolOf(id), { files: filesWith(toolOf(id), '', ''), settings, where: WHERE });
    expect(told('wget')).toMatchObject({ problem: { kind: 'kind-not-spoken', proxy: 'socks5' } });
    expect(told('curl')).toMatchObject({
      value: { changes: [{ to: expect.stringContaining('proxy = "socks5h://s.example:1080"') }] },
    });
  });

  it('is a different proxy a scheme where it has one for all', () => {
    const one = { state: 'valid', server: PROXY } as const;
    const settings = { mode: 'manual', servers: { http: one }, bypass: { rules: [], unparsed: [] } } as const;
    expect(planTool(toolOf('git'), { files: filesWith(toolOf('git'), '', ''), settings, where: WHERE })).toMatchObject({
      problem: { kind: 'two-proxies' },
    });
  });

  it('is anything in a file that it could not read itself', () => {
    const files = filesWith(toolOf('docker'), '/home/u/.docker/config.json', '{ "proxies": [ }');
    expect(planTool(toolOf('docker'), { files, settings: manual(PROXY), where: WHERE })).toMatchObject({
      problem: { kind: 'not-understood', path: '/home/u/.docker/config.json' },
    });
    const utf16 = filesWith(toolOf('nuget'), '/home/u/.nuget/NuGet/NuGet.Config', '\xff\xfe<\0');
    expect(readTool(toolOf('nuget'), utf16, WHERE).proxy).toMatchObject({ state: 'unreadable', why: 'encoding' });
  });
});

describe('credentials', () => {
  it('are never written, and it is said that they are missing', async () => {
    const { Secret } = await import('../../../src/base/secret.ts');
    const server = {
      state: 'valid',
      server: PROXY,
      credentials: { user: 'bob', password: new Secret('s3cret') },
    } as const;
    const settings = { mode: 'manual', servers: { any: server }, bypass: { rules: [], unparsed: [] } } as const;
    for (const tool of TOOLS.filter(({ writable }) => writable)) {
      const plan = planTool(tool, { files: filesWith(tool, '', ''), settings, where: WHERE });
      expect(plan).toMatchObject({
        ok: true,
        value: { notes: expect.arrayContaining([{ kind: 'credentials-left-out' }]) },
      });
      expect(JSON.stringify(plan)).not.toMatch(/bob|s3cret/u);
    }
  });

  it('in a file are told of and not shown', () => {
    const tool = toolOf('npm');
    const files = filesWith(tool, '/home/u/.npmrc', 'proxy=http://bob:s3cret@old.example:3128/\n');
    const reading = readTool(tool, files, WHERE);
    expect(reading).toMatchObject({ hasCredentials: true });
    expect(JSON.stringify(reading)).not.toMatch(/bob|s3cret/u);
    const plan = planTool(tool, { files, settings: manual(PROXY), where: WHERE });
    expect(plan.ok && plan.value.changes[0]?.shown.from).toBe('http=http://‹secret›@old.example:3128/');
  });
});

describe('precedence', () => {
  it('lets the stronger of two files of git win, and writes there', () => {
    const tool = toolOf('git');
    const [weak, strong] = filesWith(tool, '', '');
    if (weak === undefined || strong === undefined) throw new Error('git has two files');
    const text = (proxy: string): { readonly state: 'read'; readonly value: string } => ({
      state: 'read',
      value: `[http]\n\tproxy = ${proxy}\n`,
    });
    const files = [
      { ...weak, text: text('weak.example:1') },
      { ...strong, text: text('strong.example:2') },
    ];
    expect(readTool(tool, files, WHERE)).toMatchObject({ from: '/home/u/.gitconfig' });
    const plan = planTool(tool, { files, settings: manual(PROXY), where: WHERE });
    expect(plan.ok && plan.value.changes.map(({ path }) => path)).toEqual(['/home/u/.gitconfig']);
  });

  it('spares not even this computer in a tool that has no list of its own', () => {
    const tool = toolOf('git');
    const { proxy } = readTool(
      tool,
      filesWith(tool, '/home/u/.gitconfig', '[http]\n\tproxy = old.example:8080\n'),
      WHERE,
    );
    const target = { scheme: 'http', host: '127.0.0.1', port: 8000 };
    const bypass = proxy.state === 'set' && proxy.settings.mode === 'manual' ? proxy.settings.bypass : null;
    expect(bypass && matchesBypass(bypass, target)).toEqual({ bypassed: false });
  });

  it('lets a variable win over the file, and says so in the plan', () => {
    const tool = toolOf('pip');
    const where = { ...WHERE, env: { PIP_PROXY: 'http://bob:pw@var.example:1' } };
    const reading = readTool(tool, filesWith(tool, '', '', where), where);
    expect(reading).toMatchObject({ variable: 'PIP_PROXY', from: 'PIP_PROXY', hasCredentials: true });
    expect(named(reading.proxy).http).toBe('http://var.example:1');
    expect(planTool(tool, { files: filesWith(tool, '', ''), settings: manual(PROXY), where })).toMatchObject({
      value: { notes: [{ kind: 'variable-wins', name: 'PIP_PROXY' }] },
    });
  });

  it.each([
    ['git', { GIT_CONFIG_GLOBAL: '/g' }, '/g'],
    ['npm', { NPM_CONFIG_USERCONFIG: '/n' }, '/n'],
    ['pip', { PIP_CONFIG_FILE: '/p' }, '/p'],
    ['pip', { XDG_CONFIG_HOME: '/xdg' }, '/xdg/pip/pip.conf'],
    ['curl', { CURL_HOME: '/c' }, '/c/.curlrc'],
    ['docker', { DOCKER_CONFIG: '/d' }, '/d/config.json'],
    ['cargo', { CARGO_HOME: '/r' }, '/r/config'],
    ['wget', { WGETRC: '/w' }, '/w'],
    ['gradle', { GRADLE_USER_HOME: '/gr' }, '/gr/gradle.properties'],
    ['conda', { CONDARC: '/co' }, '/co'],
  ] as const)('%s is found where %j says', (id, env, path) => {
    const places = toolOf(id).places({ ...WHERE, env });
    expect(places.at(-1)?.path).toBe(path);
  });

  it('knows the folders of Windows and macOS', () => {
    const windows = { platform: 'windows', home: 'C:\\Users\\u', env: { APPDATA: 'C:\\A' } } as const;
    const macos = { platform: 'macos', home: '/Users/u', env: {} } as const;
    const last = (
      id: 'vscode' | 'pip' | 'nuget' | 'wsl' | 'apt',
      where: typeof windows | typeof macos,
    ): string | undefined => toolOf(id).places(where).at(-1)?.path;
    expect(last('vscode', windows)).toBe('C:\\A\\Code\\User\\settings.json');
    expect(last('vscode', macos)).toBe('/Users/u/Library/Application Support/Code/User/settings.json');
    expect(last('pip', windows)).toBe('C:\\A\\pip\\pip.ini');
    expect(last('nuget', windows)).toBe('C:\\A\\NuGet\\NuGet.Config');
    expect(last('wsl', windows)).toBe('C:\\Users\\u\\.wslconfig');
    expect(last('apt', macos)).toBeUndefined();
  });

  it('takes references to variables as the tool does', () => {
    const tool = toolOf('npm');
    const where = { ...WHERE, env: { P: 'http://p.example:1' } };
    const reading = readTool(tool, filesWith(tool, '/home/u/.npmrc', 'proxy=${P}\n', where), where);
    expect(named(reading.proxy).http).toBe('http://p.example:1');
  });

  it('reads the switch of WSL', () => {
    const tool = toolOf('wsl');
    const where = { platform: 'windows', home: 'C:\\Users\\u', env: {} } as const;
    const told = (text: string): unknown =>
      readTool(tool, filesWith(tool, 'C:\\Users\\u\\.wslconfig', text, where), where).proxy;
    expect(told('[wsl2]\r\nmemory=4GB\r\nautoProxy=false\r\n')).toEqual({ state: 'set', settings: { mode: 'direct' } });
    expect(told('[wsl2]\r\nmemory=4GB\r\n')).toEqual({ state: 'follows', whom: 'system' });
  });
});
