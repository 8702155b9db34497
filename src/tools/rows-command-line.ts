import { keyed } from './form.ts';
import { APT_FORM } from './formats/apt-form.ts';
import { GIT_CONFIG } from './formats/git-config.ts';
import { PYTHON_INI } from './formats/ini.ts';
import { CURLRC, WGETRC } from './formats/rc.ts';
import { TOML } from './formats/toml.ts';
import { yamlFormat } from './formats/yaml.ts';
import type { Tool, ToolPlace, Where } from './tool.ts';
import { appData, configHome, existingFileAt, fileAt, inHome, joinPath, library, variable } from './where.ts';

const HTTP = ['http'] as const;
const CURL_KINDS = ['http', 'https', 'socks4', 'socks5'] as const;
/** Under these names the proxy resolves host names, as browsers let it. */
const CURL_SOCKS = { socks4: 'socks4a', socks5: 'socks5h' } as const;

const GIT = keyed(GIT_CONFIG, { any: 'http/proxy' });
const PIP = keyed(PYTHON_INI, { any: 'global/proxy' });
const CONDA = keyed(yamlFormat({ keys: [], sections: ['proxy_servers'] }), {
  http: 'proxy_servers/http',
  https: 'proxy_servers/https',
});
const CURL = keyed(CURLRC, { any: '/proxy', bypass: '/noproxy' });
const WGET = keyed(WGETRC, { http: '/http_proxy', https: '/https_proxy', bypass: '/no_proxy', switch: '/use_proxy' });
const CARGO = keyed(TOML, { any: 'http/proxy' });

/** Tools of the command line that fetch: source code, packages, files. */
export const COMMAND_LINE_TOOLS: readonly Tool[] = [
  {
    // https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpproxy and #FILES: GIT_CONFIG_GLOBAL stands for
    // both files; an empty value switches off; exceptions come from no_proxy. Files named by include are not followed.
    id: 'git',
    name: 'git',
    programs: ['git'],
    places: (where: Where): readonly ToolPlace[] => {
      const given = variable(where, 'GIT_CONFIG_GLOBAL');
      if (given !== undefined) return [fileAt(given, GIT)];
      return [
        fileAt(joinPath(where, configHome(where), 'git', 'config'), GIT),
        fileAt(inHome(where, '.gitconfig'), GIT),
      ];
    },
    choice: 'merged',
    writable: true,
    kinds: CURL_KINDS,
    socksSchemes: CURL_SOCKS,
    defaultPorts: 'curl',
    roles: 'any',
    exceptions: { kind: 'environment' },
    follows: 'environment',
    directWord: '',
  },
  {
    // https://pip.pypa.io/en/stable/topics/configuration/: PIP_CONFIG_FILE comes last; --proxy takes no exceptions.
    id: 'pip',
    name: 'pip',
    programs: ['pip', 'pip3'],
    places: (where: Where): readonly ToolPlace[] => {
      const given = variable(where, 'PIP_CONFIG_FILE');
      if (given !== undefined) return [fileAt(given, PIP)];
      if (where.platform === 'windows') {
        return [
          fileAt(inHome(where, 'pip', 'pip.ini'), PIP),
          fileAt(joinPath(where, appData(where), 'pip', 'pip.ini'), PIP),
        ];
      }
      const user = fileAt(joinPath(where, configHome(where), 'pip', 'pip.conf'), PIP);
      const legacy = fileAt(inHome(where, '.pip', 'pip.conf'), PIP);
      // macOS: below Application Support where that folder exists; then it is there and read last.
      if (where.platform === 'macos')
        return [legacy, fileAt(library(where, 'Application Support', 'pip', 'pip.conf'), PIP), user];
      return [legacy, user];
    },
    choice: 'merged',
    writable: true,
    kinds: ['http', 'https'],
    roles: 'any',
    exceptions: { kind: 'none' },
    follows: 'environment',
    directWord: null,
    variables: { any: ['PIP_PROXY'] },
  },
  {
    // https://docs.conda.io/projects/conda/en/latest/user-guide/configuration/settings.html#proxy-servers
    id: 'conda',
    name: 'conda',
    programs: ['conda', 'mamba'],
    places: (where: Where): readonly ToolPlace[] => {
      const given = variable(where, 'CONDARC');
      return [
        fileAt(joinPath(where, configHome(where), 'conda', '.condarc'), CONDA),
        fileAt(inHome(where, '.conda', '.condarc'), CONDA),
        fileAt(inHome(where, '.condarc'), CONDA),
        ...(given === undefined ? [] : [fileAt(given, CONDA)]),
      ];
    },
    choice: 'merged',
    writable: true,
    kinds: ['http', 'https', 'socks5'],
    socksSchemes: { socks5: 'socks5h' },
    roles: 'each',
    exceptions: { kind: 'environment' },
    follows: 'environment',
    directWord: null,
  },
  {
    // https://curl.se/docs/manpage.html, --config: the first that exists of CURL_HOME, XDG_CONFIG_HOME, HOME …
    id: 'curl',
    name: 'curl',
    programs: ['curl'],
    places: curlPlaces,
    choice: 'first',
    writable: true,
    kinds: CURL_KINDS,
    socksSchemes: CURL_SOCKS,
    defaultPorts: 'curl',
    roles: 'any',
    exceptions: { kind: 'list', dialect: 'curl' },
    follows: 'environment',
    directWord: '',
  },
  {
    // https://www.gnu.org/software/wget/manual/html_node/Proxies.html, …/Wgetrc-Location.html; only plain HTTP proxies.
    id: 'wget',
    name: 'wget',
    programs: ['wget'],
    places: (where) => [
      fileAt(
        variable(where, 'WGETRC') ??
          (where.platform === 'windows' ? inHome(where, 'wget.ini') : inHome(where, '.wgetrc')),
        WGET,
      ),
    ],
    choice: 'merged',
    writable: true,
    kinds: HTTP,
    roles: 'each',
    exceptions: { kind: 'list', dialect: 'wget' },
    follows: 'environment',
    directWord: null,
    switch: { on: null, off: 'off', isOff: (value) => /^(?:off|no|0)$/iu.test(value) },
  },
  {
    // apt.conf(5), apt-transport-http(1): the file of APT_CONFIG, those of the folder by name, then apt.conf; `DIRECT` for no proxy.
    id: 'apt',
    name: 'apt',
    programs: ['apt-get'],
    places: (where: Where): readonly ToolPlace[] => {
      if (where.platform !== 'linux') return [];
      const given = variable(where, 'APT_CONFIG');
      return [
        ...(given === undefined ? [] : [existingFileAt(given, APT_FORM)]),
        {
          kind: 'folder',
          path: '/etc/apt/apt.conf.d',
          // "no extension or the file extension conf", of letters, digits, hyphens, underscores and full stops
          isRead: (name) => /^[A-Za-z0-9_-]+(?:\.conf)?$/u.test(name),
          own: '95throughway-proxy',
          form: APT_FORM,
        },
        existingFileAt('/etc/apt/apt.conf', APT_FORM),
      ];
    },
    choice: 'merged',
    writable: true,
    kinds: ['http', 'https', 'socks5'],
    socksSchemes: { socks5: 'socks5h' },
    roles: 'each',
    httpServesHttps: true,
    exceptions: { kind: 'list', dialect: 'apt' },
    follows: 'environment',
    directWord: 'DIRECT',
  },
  {
    // https://doc.rust-lang.org/cargo/reference/config.html#httpproxy: then git's http.proxy, then libcurl's variables.
    id: 'cargo',
    name: 'Cargo',
    programs: ['cargo'],
    places: (where: Where): readonly ToolPlace[] => {
      const folder = variable(where, 'CARGO_HOME') ?? inHome(where, '.cargo');
      // The name without extension is read before the other where both are there.
      return [
        fileAt(joinPath(where, folder, 'config.toml'), CARGO),
        existingFileAt(joinPath(where, folder, 'config'), CARGO),
      ];
    },
    choice: 'merged',
    writable: true,
    kinds: CURL_KINDS,
    socksSchemes: CURL_SOCKS,
    defaultPorts: 'curl',
    roles: 'any',
    exceptions: { kind: 'environment' },
    follows: 'environment',
    directWord: '',
    variables: { any: ['CARGO_HTTP_PROXY'] },
  },
];

function curlPlaces(where: Where): readonly ToolPlace[] {
  const folders = [variable(where, 'CURL_HOME')];
  const strongest = folders.flatMap((folder) => (folder === undefined ? [] : [joinPath(where, folder, '.curlrc')]));
  const xdg = variable(where, 'XDG_CONFIG_HOME');
  const candidates =
    where.platform === 'windows'
      ? [...strongest, inHome(where, '.curlrc'), joinPath(where, appData(where), '.curlrc')]
      : [
          ...strongest,
          ...(xdg === undefined ? [] : [joinPath(where, xdg, 'curlrc')]),
          inHome(where, '.curlrc'),
          inHome(where, '.config', 'curlrc'),
        ];
  return candidates.toReversed().map((path) => fileAt(path, CURL));
}
