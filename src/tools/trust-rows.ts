/** Where programs that bring their own list of authorities can be told of one more: a row a program. */
import { GIT_CONFIG } from './formats/git-config.ts';
import { NPM_INI, PYTHON_INI } from './formats/ini.ts';
import { CURLRC, WGETRC, YARNRC } from './formats/rc.ts';
import type { TextFormat } from './formats/text-format.ts';
import { TOML } from './formats/toml.ts';
import { yamlFormat } from './formats/yaml.ts';
import type { ToolId, Where } from './tool.ts';
import { toolOf } from './tools.ts';
import { inHome, variable } from './where.ts';

/** Programs that check certificates, in the order in which they are listed. */
export const TRUST_IDS = [
  'git',
  'curl',
  'wget',
  'npm',
  'pnpm',
  'yarn',
  'yarn-berry',
  'node',
  'pip',
  'python',
  'conda',
  'aws',
  'cargo',
  'go',
  'docker',
  'java',
  'firefox',
  'chromium',
] as const;

export type TrustId = (typeof TRUST_IDS)[number];

/**
 * Whose authorities count where a program names none: the operating system's, its own list, or one or the other
 * by version and by who packed it. `store`: a database of its own that is looked into.
 */
export type TrustsOtherwise = 'system' | 'own-list' | 'by-version' | 'store';

/** One program. */
export interface TrustRow {
  readonly id: TrustId;
  /** A proper name, the same in every language. */
  readonly name: string;
  readonly programs: readonly string[];
  /** A settings file that names a bundle of authorities, which then takes the place of every other list. */
  readonly file?: {
    /** From the weakest to the strongest. */
    readonly paths: (where: Where) => readonly string[];
    /** The strongest file that exists is the only one read. */
    readonly isFirstOnly: boolean;
    readonly format: TextFormat;
    readonly key: string;
  };
  /** A value with which certificates are not checked at all. */
  readonly off?: { readonly key: string; readonly is: RegExp };
  /** Variables that name a bundle and are stronger than the file, the strongest first. */
  readonly before: readonly string[];
  /** Those that count only where the file names nothing. */
  readonly after: readonly string[];
  /** The variable that is set for a program without a file. */
  readonly own?: string;
  readonly otherwise: Readonly<Record<Where['platform'], TrustsOtherwise>>;
}

const SYSTEM = { linux: 'system', macos: 'system', windows: 'system' } as const;
const OWN = { linux: 'own-list', macos: 'own-list', windows: 'own-list' } as const;
const BY_VERSION = { linux: 'by-version', macos: 'by-version', windows: 'by-version' } as const;

/** The files that a row of the proxy table has. */
function filesOf(id: ToolId): Pick<NonNullable<TrustRow['file']>, 'paths' | 'isFirstOnly'> {
  const tool = toolOf(id);
  return {
    paths: (where) => tool.places(where).flatMap((place) => (place.kind === 'file' ? [place.path] : [])),
    isFirstOnly: tool.choice === 'first',
  };
}

/** Every program, in the order of `TRUST_IDS`. */
export const TRUST_ROWS: readonly TrustRow[] = [
  {
    // https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpsslCAInfo; Git for Windows has a bundle of its own.
    ...{ id: 'git', name: 'git', programs: ['git'] },
    file: { ...filesOf('git'), format: GIT_CONFIG, key: 'http/sslCAInfo' },
    off: { key: 'http/sslVerify', is: /^(?:false|no|off|0)$/iu },
    ...{ before: ['GIT_SSL_CAINFO'], after: [] },
    otherwise: { ...SYSTEM, windows: 'own-list' },
  },
  {
    // https://curl.se/docs/manpage.html, --cacert; https://curl.se/docs/sslcerts.html
    ...{ id: 'curl', name: 'curl', programs: ['curl'] },
    file: { ...filesOf('curl'), format: CURLRC, key: '/cacert' },
    ...{ before: [], after: ['CURL_CA_BUNDLE', 'SSL_CERT_FILE'] },
    otherwise: SYSTEM,
  },
  {
    // https://www.gnu.org/software/wget/manual/html_node/Wgetrc-Commands.html
    ...{ id: 'wget', name: 'wget', programs: ['wget'] },
    file: { ...filesOf('wget'), format: WGETRC, key: '/ca_certificate' },
    off: { key: '/check_certificate', is: /^(?:off|no|0|quiet)$/iu },
    ...{ before: [], after: [] },
    otherwise: { ...SYSTEM, windows: 'own-list' },
  },
  {
    // https://docs.npmjs.com/cli/using-npm/config#cafile: one bundle in place of Node's own list.
    ...{ id: 'npm', name: 'npm', programs: ['npm'] },
    file: { ...filesOf('npm'), format: NPM_INI, key: '/cafile' },
    off: { key: '/strict-ssl', is: /^false$/iu },
    ...{ before: ['npm_config_cafile', 'NPM_CONFIG_CAFILE'], after: ['NODE_EXTRA_CA_CERTS'] },
    otherwise: OWN,
  },
  {
    // https://pnpm.io/settings#cafile; the rc file is read by every version up to 10.
    ...{ id: 'pnpm', name: 'pnpm', programs: ['pnpm'] },
    file: {
      paths: (where) => filesOf('pnpm').paths(where).slice(0, 1),
      ...{ isFirstOnly: false, format: NPM_INI, key: '/cafile' },
    },
    off: { key: '/strict-ssl', is: /^false$/iu },
    ...{ before: [], after: ['NODE_EXTRA_CA_CERTS'] },
    otherwise: OWN,
  },
  {
    // https://classic.yarnpkg.com/docs/yarnrc
    ...{ id: 'yarn', name: 'Yarn 1', programs: ['yarn', 'yarnpkg'] },
    file: { ...filesOf('yarn'), format: YARNRC, key: '/cafile' },
    off: { key: '/strict-ssl', is: /^false$/iu },
    ...{ before: [], after: ['NODE_EXTRA_CA_CERTS'] },
    otherwise: OWN,
  },
  {
    // https://yarnpkg.com/configuration/yarnrc#httpsCaFilePath
    ...{ id: 'yarn-berry', name: 'Yarn', programs: ['yarn', 'yarnpkg'] },
    file: {
      ...filesOf('yarn-berry'),
      ...{
        format: yamlFormat({ keys: ['httpsCaFilePath', 'enableStrictSsl'], sections: [] }),
        key: '/httpsCaFilePath',
      },
    },
    off: { key: '/enableStrictSsl', is: /^false$/iu },
    ...{ before: ['YARN_HTTPS_CA_FILE_PATH'], after: ['NODE_EXTRA_CA_CERTS'] },
    otherwise: OWN,
  },
  {
    // https://nodejs.org/api/cli.html#node_extra_ca_certsfile: in addition to its own list.
    ...{ id: 'node', name: 'Node.js', programs: ['node'] },
    ...{ before: [], after: ['NODE_EXTRA_CA_CERTS'], own: 'NODE_EXTRA_CA_CERTS' },
    otherwise: BY_VERSION,
  },
  {
    // https://pip.pypa.io/en/stable/topics/https-certificates/: the system's from 24.2 on, its own list before.
    ...{ id: 'pip', name: 'pip', programs: ['pip', 'pip3'] },
    file: { ...filesOf('pip'), format: PYTHON_INI, key: 'global/cert' },
    ...{ before: ['PIP_CERT'], after: ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] },
    otherwise: BY_VERSION,
  },
  {
    // https://requests.readthedocs.io/en/latest/user/advanced/#ssl-cert-verification
    ...{ id: 'python', name: 'Python (requests)', programs: ['python3', 'python'] },
    ...{ before: [], after: ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'], own: 'REQUESTS_CA_BUNDLE' },
    otherwise: BY_VERSION,
  },
  {
    // https://docs.conda.io/projects/conda/en/latest/user-guide/configuration/settings.html#ssl-verify
    ...{ id: 'conda', name: 'conda', programs: ['conda', 'mamba'] },
    file: { ...filesOf('conda'), format: yamlFormat({ keys: ['ssl_verify'], sections: [] }), key: '/ssl_verify' },
    off: { key: '/ssl_verify', is: /^(?:false|no|off)$/iu },
    ...{ before: ['CONDA_SSL_VERIFY'], after: ['REQUESTS_CA_BUNDLE'] },
    otherwise: OWN,
  },
  {
    // https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html, ca_bundle
    ...{ id: 'aws', name: 'AWS CLI', programs: ['aws'] },
    file: {
      paths: (where) => [variable(where, 'AWS_CONFIG_FILE') ?? inHome(where, '.aws', 'config')],
      ...{ isFirstOnly: false, format: PYTHON_INI, key: 'default/ca_bundle' },
    },
    ...{ before: ['AWS_CA_BUNDLE'], after: ['REQUESTS_CA_BUNDLE'] },
    otherwise: OWN,
  },
  {
    // https://doc.rust-lang.org/cargo/reference/config.html#httpcainfo
    ...{ id: 'cargo', name: 'Cargo', programs: ['cargo'] },
    file: { ...filesOf('cargo'), format: TOML, key: 'http/cainfo' },
    ...{ before: ['CARGO_HTTP_CAINFO'], after: ['SSL_CERT_FILE'] },
    otherwise: SYSTEM,
  },
  // https://pkg.go.dev/crypto/x509#SystemCertPool: SSL_CERT_FILE counts on Unix only.
  { id: 'go', name: 'Go', programs: ['go'], before: [], after: ['SSL_CERT_FILE'], otherwise: SYSTEM },
  // A service of Go that reads the list when it starts.
  { id: 'docker', name: 'Docker', programs: ['dockerd', 'docker'], before: [], after: [], otherwise: SYSTEM },
  {
    // keytool(1): the key store `cacerts` of the runtime; Maven and Gradle run on it.
    ...{ id: 'java', name: 'Java (Maven, Gradle)', programs: ['java'] },
    ...{ before: [], after: [] },
    otherwise: { linux: 'store', macos: 'store', windows: 'store' },
  },
  {
    // https://support.mozilla.org/kb/setting-certificate-authorities-firefox: the system's on Windows and macOS from 120 on.
    ...{ id: 'firefox', name: 'Firefox', programs: ['firefox', 'firefox-esr'] },
    ...{ before: [], after: [] },
    otherwise: { ...SYSTEM, linux: 'store' },
  },
  {
    // https://chromium.googlesource.com/chromium/src/+/main/docs/linux/cert_management.md
    ...{ id: 'chromium', name: 'Chrome, Chromium, Edge', programs: ['chromium', 'google-chrome', 'microsoft-edge'] },
    ...{ before: [], after: [] },
    otherwise: { ...SYSTEM, linux: 'store' },
  },
];

/** Returns the row of a program. */
export function trustRowOf(id: TrustId): TrustRow {
  const row = TRUST_ROWS.find((one) => one.id === id);
  if (row === undefined) throw new Error(`the program ${id} has no row`);
  return row;
}
