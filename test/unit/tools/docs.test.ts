import { expect, test } from 'vitest';
import { TOOLS } from '../../../src/tools/tools.ts';
import type { Tool, Where } from '../../../src/tools/tool.ts';

const HOMES = {
  linux: { platform: 'linux', home: '~', env: { JAVA_HOME: '$JAVA_HOME' } },
  macos: { platform: 'macos', home: '~', env: { JAVA_HOME: '$JAVA_HOME' } },
  windows: { platform: 'windows', home: '%USERPROFILE%', env: { APPDATA: '%APPDATA%', JAVA_HOME: '%JAVA_HOME%' } },
} as const satisfies Record<string, Where>;

const EXCEPTIONS = {
  list: 'own list',
  environment: '`no_proxy` only',
  none: 'none',
} as const;

const FOLLOWS = {
  environment: 'environment variables',
  system: 'operating system',
  nothing: 'nobody (goes directly)',
} as const;

function filesOf(tool: Tool): string {
  const paths = Object.values(HOMES).flatMap((where) =>
    tool.places(where).map((place) => (place.kind === 'file' ? place.path : `${place.path}/${place.own}`)),
  );
  return paths.length === 0 ? '–' : [...new Set(paths)].map((path) => `\`${path}\``).join('<br>');
}

function rowOf(tool: Tool): string {
  const kinds = tool.writable ? tool.kinds.join(', ') : 'can’t be told';
  return `| \`${tool.id}\` | ${tool.name} | ${filesOf(tool)} | ${kinds} | ${EXCEPTIONS[tool.exceptions.kind]} | ${FOLLOWS[tool.follows]} |`;
}

test('the page about tools says what the table of tools says', async () => {
  const page = [
    '# Proxy settings of tools',
    '',
    'Throughway reads the proxy settings of these tools, compares them with the way that this computer goes, and changes them',
    'in the tool’s own file: `throughway settings --tools`, `throughway settings set --tools git,npm --from-route`,',
    '`throughway undo last`.',
    '',
    'Everything else in a file stays byte by byte. A user name or password is never written. Files are listed from the weakest to the',
    'strongest; the variables by which a tool moves its files (`GIT_CONFIG_GLOBAL`, `NPM_CONFIG_USERCONFIG`, `PIP_CONFIG_FILE`,',
    '`CURL_HOME`, `DOCKER_CONFIG`, `CARGO_HOME`, `XDG_CONFIG_HOME` …) are honoured.',
    '',
    '| name for `--tools` | tool | files | proxies it can use | exceptions | without a setting, it follows |',
    '|---|---|---|---|---|---|',
    ...TOOLS.map(rowOf),
    '',
    'A tool is one row in `src/tools/rows-*.ts` and one fixture in `test/unit/tools/fixtures.ts`.',
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../../docs/tools.md');
});
