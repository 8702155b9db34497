import { hostAndPort, keyed } from './form.ts';
import { WSL_INI } from './formats/ini.ts';
import { jsonFormat } from './formats/json.ts';
import { MAVEN_SETTINGS } from './formats/maven-settings.ts';
import { NUGET_CONFIG } from './formats/nuget-config.ts';
import { PROPERTIES } from './formats/properties.ts';
import { SYSTEMD_ENVIRONMENT } from './formats/systemd-environment.ts';
import type { Tool, ToolPlace, Where } from './tool.ts';
import { appData, configHome, existingFileAt, fileAt, inHome, joinPath, library, variable } from './where.ts';

const DOCKER_CLIENT = keyed(jsonFormat(), {
  http: 'proxies/default/httpProxy',
  https: 'proxies/default/httpsProxy',
  bypass: 'proxies/default/noProxy',
});
const DOCKER_DAEMON = keyed(jsonFormat(), {
  http: 'proxies/http-proxy',
  https: 'proxies/https-proxy',
  bypass: 'proxies/no-proxy',
});
const DOCKER_SERVICE = keyed(
  SYSTEMD_ENVIRONMENT,
  { http: 'Service/HTTP_PROXY', https: 'Service/HTTPS_PROXY', bypass: 'Service/NO_PROXY' },
  { http: ['Service/http_proxy'], https: ['Service/https_proxy'], bypass: ['Service/no_proxy'] },
);
const GRADLE = hostAndPort(PROPERTIES, {
  http: ['/systemProp.http.proxyHost', '/systemProp.http.proxyPort'],
  https: ['/systemProp.https.proxyHost', '/systemProp.https.proxyPort'],
  bypass: '/systemProp.http.nonProxyHosts',
});
const JAVA = hostAndPort(PROPERTIES, {
  http: ['/http.proxyHost', '/http.proxyPort'],
  https: ['/https.proxyHost', '/https.proxyPort'],
  bypass: '/http.nonProxyHosts',
});
const VSCODE = keyed(jsonFormat({ lists: ['http.noProxy'] }), {
  any: 'http.proxy',
  bypass: 'http.noProxy',
});

/** Containers, the worlds of Java and .NET, editors, and tools that have no place of their own. */
export const OTHER_TOOLS: readonly Tool[] = [
  {
    // https://docs.docker.com/engine/cli/proxy/: what containers and builds are given as variables, not the way of the client.
    id: 'docker',
    name: 'Docker (config.json)',
    programs: ['docker'],
    places: (where) => [
      fileAt(
        joinPath(where, variable(where, 'DOCKER_CONFIG') ?? inHome(where, '.docker'), 'config.json'),
        DOCKER_CLIENT,
      ),
    ],
    choice: 'merged',
    writable: true,
    kinds: ['http', 'https', 'socks5'],
    roles: 'each',
    exceptions: { kind: 'list', dialect: 'curl' },
    follows: 'nothing',
    directWord: null,
  },
  {
    // https://docs.docker.com/engine/daemon/proxy/: daemon.json (23.0 and later) before the variables of the service;
    // Docker Desktop ignores both.
    id: 'docker-daemon',
    name: 'Docker (daemon.json)',
    programs: ['dockerd'],
    places: (where) =>
      where.platform === 'linux'
        ? [
            fileAt('/etc/systemd/system/docker.service.d/http-proxy.conf', DOCKER_SERVICE),
            fileAt('/etc/docker/daemon.json', DOCKER_DAEMON),
          ]
        : [],
    choice: 'merged',
    writable: true,
    kinds: ['http', 'https', 'socks5'],
    roles: 'each',
    exceptions: { kind: 'list', dialect: 'go' },
    follows: 'nothing',
    directWord: null,
    restart: true,
  },
  {
    // https://maven.apache.org/guides/mini/guide-proxies.html; the proxy of http also carries https (DefaultProxySelector).
    id: 'maven',
    name: 'Maven',
    programs: ['mvn'],
    places: (where) => [fileAt(inHome(where, '.m2', 'settings.xml'), MAVEN_SETTINGS)],
    choice: 'merged',
    writable: true,
    kinds: ['http'],
    roles: 'each',
    httpServesHttps: true,
    exceptions: { kind: 'list', dialect: 'java' },
    follows: 'nothing',
    directWord: null,
  },
  {
    // https://docs.gradle.org/current/userguide/networking.html#sec:accessing_the_web_via_a_proxy; http.nonProxyHosts counts for both schemes.
    id: 'gradle',
    name: 'Gradle',
    programs: ['gradle'],
    places: (where) => [
      fileAt(
        joinPath(where, variable(where, 'GRADLE_USER_HOME') ?? inHome(where, '.gradle'), 'gradle.properties'),
        GRADLE,
      ),
    ],
    choice: 'merged',
    writable: true,
    kinds: ['http'],
    roles: 'each',
    exceptions: { kind: 'list', dialect: 'java' },
    follows: 'nothing',
    directWord: null,
  },
  {
    // https://docs.oracle.com/en/java/javase/21/core/java-networking.html#GUID-2C88D6BD-F278-4BD5-B0E5-F39B2BFAA840:
    // conf/net.properties of the Java that JAVA_HOME names (jre/lib in version 8); Java looks at no proxy variables.
    id: 'java',
    name: 'Java',
    programs: ['java'],
    places: (where: Where): readonly ToolPlace[] => {
      const folder = variable(where, 'JAVA_HOME');
      return folder === undefined ? [] : [existingFileAt(joinPath(where, folder, 'conf', 'net.properties'), JAVA)];
    },
    choice: 'merged',
    writable: true,
    kinds: ['http'],
    roles: 'each',
    exceptions: { kind: 'list', dialect: 'java' },
    follows: 'nothing',
    directWord: null,
  },
  {
    // https://learn.microsoft.com/nuget/reference/nuget-config-file#config-section and NuGet.Client, ProxyCache:
    // the file before the variable http_proxy; where both are silent, the system's settings on Windows.
    id: 'nuget',
    name: 'NuGet',
    programs: ['dotnet', 'nuget'],
    places: (where: Where): readonly ToolPlace[] => {
      const form = keyed(NUGET_CONFIG, { any: '/http_proxy', bypass: '/no_proxy' });
      return where.platform === 'windows'
        ? [fileAt(joinPath(where, appData(where), 'NuGet', 'NuGet.Config'), form)]
        : [fileAt(inHome(where, '.nuget', 'NuGet', 'NuGet.Config'), form)];
    },
    choice: 'merged',
    writable: true,
    kinds: ['http'],
    roles: 'any',
    exceptions: { kind: 'list', dialect: 'nuget' },
    follows: 'environment',
    directWord: null,
  },
  {
    // https://code.visualstudio.com/docs/setup/network: without http.proxy the system's settings, as Chromium reads them.
    id: 'vscode',
    name: 'Visual Studio Code',
    programs: ['code'],
    places: (where: Where): readonly ToolPlace[] => {
      const portable = variable(where, 'VSCODE_PORTABLE');
      const folder =
        portable !== undefined
          ? joinPath(where, portable, 'user-data')
          : where.platform === 'windows'
            ? joinPath(where, appData(where), 'Code')
            : where.platform === 'macos'
              ? library(where, 'Application Support', 'Code')
              : joinPath(where, configHome(where), 'Code');
      return [fileAt(joinPath(where, folder, 'User', 'settings.json'), VSCODE)];
    },
    choice: 'merged',
    writable: true,
    kinds: ['http', 'https', 'socks4', 'socks5'],
    roles: 'any',
    exceptions: { kind: 'list', dialect: 'python' },
    follows: 'system',
    directWord: null,
    restart: true,
  },
  {
    // https://pkg.go.dev/net/http#ProxyFromEnvironment; `go env -w` takes only Go's own variables, and GOPROXY is a
    // server of modules, no proxy. So there is nothing to write.
    id: 'go',
    name: 'Go',
    programs: ['go'],
    places: () => [],
    choice: 'merged',
    writable: false,
    kinds: ['http', 'https', 'socks5'],
    roles: 'each',
    exceptions: { kind: 'environment' },
    follows: 'environment',
    directWord: null,
  },
  {
    // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html: variables only; ~/.aws/config has no such key.
    id: 'aws',
    name: 'AWS CLI',
    programs: ['aws'],
    places: () => [],
    choice: 'merged',
    writable: false,
    kinds: ['http', 'https'],
    roles: 'each',
    exceptions: { kind: 'environment' },
    follows: 'environment',
    directWord: null,
  },
  {
    // https://learn.microsoft.com/windows/wsl/wsl-config#main-wsl-settings: autoProxy (on unless told) hands the settings
    // of Windows in as variables; an address can't be given there.
    id: 'wsl',
    name: 'WSL',
    programs: ['wsl'],
    places: (where) =>
      where.platform === 'windows'
        ? [
            fileAt(
              inHome(where, '.wslconfig'),
              keyed(WSL_INI, { switch: 'wsl2/autoProxy' }, { switch: ['experimental/autoProxy'] }),
            ),
          ]
        : [],
    choice: 'merged',
    writable: false,
    kinds: [],
    roles: 'any',
    exceptions: { kind: 'none' },
    follows: 'system',
    directWord: null,
    switch: { on: 'true', off: 'false', isOff: (value) => /^false$/iu.test(value) },
    restart: true,
  },
];
