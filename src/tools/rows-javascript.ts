import { keyed } from './form.ts';
import { NPM_INI } from './formats/ini.ts';
import { YARNRC } from './formats/rc.ts';
import { yamlFormat } from './formats/yaml.ts';
import type { Tool, ToolPlace, Where } from './tool.ts';
import { configHome, fileAt, inHome, joinPath, library, variable } from './where.ts';

const HTTP = ['http', 'https'] as const;
const WITH_SOCKS = ['http', 'https', 'socks4', 'socks5'] as const;

const NPMRC = keyed(NPM_INI, { http: '/proxy', https: '/https-proxy', bypass: '/noproxy' }, { bypass: ['/no-proxy'] });
const PNPM_RC = keyed(
  NPM_INI,
  { http: '/proxy', https: '/https-proxy', bypass: '/noproxy' },
  { http: ['/http-proxy'], bypass: ['/no-proxy'] },
);
const PNPM_YAML = keyed(yamlFormat({ keys: ['httpProxy', 'httpsProxy', 'noProxy'], sections: [] }), {
  http: '/httpProxy',
  https: '/httpsProxy',
  bypass: '/noProxy',
});
const YARN_YAML = keyed(yamlFormat({ keys: ['httpProxy', 'httpsProxy'], sections: [] }), {
  http: '/httpProxy',
  https: '/httpsProxy',
});

/** Package managers of JavaScript. */
export const JAVASCRIPT_TOOLS: readonly Tool[] = [
  {
    // https://docs.npmjs.com/cli/using-npm/config#https-proxy, #noproxy; variables npm_config_* come before the file.
    id: 'npm',
    name: 'npm',
    programs: ['npm'],
    places: (where) => [
      fileAt(
        variable(where, 'npm_config_userconfig') ?? variable(where, 'NPM_CONFIG_USERCONFIG') ?? inHome(where, '.npmrc'),
        NPMRC,
      ),
    ],
    choice: 'merged',
    writable: true,
    kinds: WITH_SOCKS,
    roles: 'each',
    httpServesHttps: true,
    exceptions: { kind: 'list', dialect: 'npm' },
    follows: 'environment',
    directWord: null,
    variables: {
      http: ['npm_config_proxy', 'NPM_CONFIG_PROXY'],
      https: ['npm_config_https_proxy', 'NPM_CONFIG_HTTPS_PROXY'],
      bypass: ['npm_config_noproxy', 'NPM_CONFIG_NOPROXY'],
    },
    expandsVariables: true,
  },
  {
    // Up to version 10 the rc file, from 11 on config.yaml: https://pnpm.io/cli/config, https://pnpm.io/settings#httpsproxy
    id: 'pnpm',
    name: 'pnpm',
    programs: ['pnpm'],
    places: (where: Where): readonly ToolPlace[] => {
      const given = variable(where, 'XDG_CONFIG_HOME');
      const folder =
        given !== undefined
          ? joinPath(where, given, 'pnpm')
          : where.platform === 'windows'
            ? joinPath(where, variable(where, 'LOCALAPPDATA') ?? inHome(where, 'AppData', 'Local'), 'pnpm', 'config')
            : where.platform === 'macos'
              ? library(where, 'Preferences', 'pnpm')
              : joinPath(where, configHome(where), 'pnpm');
      return [
        fileAt(joinPath(where, folder, 'rc'), PNPM_RC),
        fileAt(joinPath(where, folder, 'config.yaml'), PNPM_YAML),
      ];
    },
    choice: 'merged',
    writesEvery: true,
    writable: true,
    kinds: WITH_SOCKS,
    roles: 'each',
    exceptions: { kind: 'list', dialect: 'npm' },
    follows: 'environment',
    directWord: null,
    // "If the HTTPS_PROXY, https_proxy, HTTP_PROXY or http_proxy environment variables are set, their values will be used instead."
    variables: {
      http: ['HTTP_PROXY', 'http_proxy'],
      https: ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'],
    },
    expandsVariables: true,
  },
  {
    // Version 1. https://classic.yarnpkg.com/docs/yarnrc and cli/config; its requests take no exceptions of their own.
    id: 'yarn',
    name: 'Yarn 1',
    programs: ['yarn', 'yarnpkg'],
    places: (where) => [fileAt(inHome(where, '.yarnrc'), keyed(YARNRC, { http: '/proxy', https: '/https-proxy' }))],
    choice: 'merged',
    writable: true,
    kinds: HTTP,
    roles: 'each',
    httpServesHttps: true,
    exceptions: { kind: 'none' },
    follows: 'environment',
    directWord: null,
  },
  {
    // Version 2 and later. https://yarnpkg.com/configuration/yarnrc#httpProxy; it looks at no variable of the
    // environment but its own (yarnpkg/berry discussion 5310: there are no exceptions).
    id: 'yarn-berry',
    name: 'Yarn',
    programs: ['yarn', 'yarnpkg'],
    places: (where) => [fileAt(inHome(where, variable(where, 'YARN_RC_FILENAME') ?? '.yarnrc.yml'), YARN_YAML)],
    choice: 'merged',
    writable: true,
    kinds: HTTP,
    roles: 'each',
    exceptions: { kind: 'none' },
    follows: 'nothing',
    directWord: null,
    variables: { http: ['YARN_HTTP_PROXY'], https: ['YARN_HTTPS_PROXY'] },
    expandsVariables: true,
  },
];
