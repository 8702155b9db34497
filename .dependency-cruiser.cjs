/** The import directions of ARCHITECTURE.md, checked. test/architecture proves each rule on a planted violation. */

/** A folder of src/ imports only folders before it. */
const ORDER = [
  'base',
  'settings',
  'observation',
  'presets',
  'tools',
  'change',
  'system',
  'pac',
  'route',
  'auth',
  'probe',
  'verdict',
  'fix',
  'rollout',
  'inspect',
  'practice',
  'relay',
  'check',
  'watch',
  'messages',
  'report',
  'assistant',
  'contract',
];

/** Closed vocabularies: tables of names with nothing behind them. */
const VOCABULARIES = [
  'observation/hop',
  'settings/proxy-server',
  'settings/settings-source',
  'verdict/cause-code',
  'verdict/reason',
];

const downwards = ORDER.slice(0, -1).map((folder, index) => ({
  name: `${folder}-imports-only-what-is-before-it`,
  severity: 'error',
  comment: `src/${folder} may import only from: ${ORDER.slice(0, index).join(', ') || 'nothing'}. Move the shared part to an earlier folder.`,
  from: { path: `^src/${folder}/` },
  to: { path: `^src/(${ORDER.slice(index + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...downwards,
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one idea, or need a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'src-knows-no-face',
      severity: 'error',
      comment: 'The core knows neither main/ nor renderer/: hand in what it needs.',
      from: { path: '^src/' },
      to: { path: '^(main|renderer)/' },
    },
    {
      name: 'verdict-is-pure',
      severity: 'error',
      comment: 'A rule opens nothing: ask for a fact instead.',
      from: { path: '^src/verdict/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'verdict-sees-facts-as-types',
      severity: 'error',
      comment: 'Rules see observations as types; probes, system and sign-in are out of reach.',
      from: { path: '^src/verdict/' },
      to: { path: '^src/(probe|system|auth|pac|presets)/' },
    },
    {
      name: 'messages-take-types-only',
      severity: 'error',
      comment:
        'Words import types, and each other; of the rest only the closed vocabularies that they word are there at run time.',
      from: { path: '^src/messages/' },
      to: {
        path: '^src/(?!messages/|base/)',
        pathNot: `^src/(${VOCABULARIES.join('|')})\\.ts$`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'sockets-only-where-listed',
      severity: 'error',
      comment:
        'Sockets are opened in probe, pac, practice, relay, check and browser mode; one file of main/host asks TLS for its roots, and one of the build needs a proxy.',
      from: {
        path: '^(src|main)/',
        pathNot:
          '^src/(probe|pac|practice|relay|check)/|^main/browser/|^main/host/system-certificates|^main/cli/record-code-cache',
      },
      to: { path: '^(node:)?(net|tls|dns|dns/promises|dgram|http|https|http2)$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'child-processes-only-in-system',
      severity: 'error',
      comment:
        'Commands of the operating system are run by src/system; faces start a browser, Electron, or a child for a native library.',
      from: {
        path: '^(src|main)/',
        pathNot: '^src/system/|^main/(browser|desktop|packaging)/|^main/host/native-child|^main/set-up',
      },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'electron-only-in-desktop',
      severity: 'error',
      comment: 'Only main/desktop knows Electron.',
      from: { path: '^(src|main|renderer)/', pathNot: '^main/desktop/' },
      to: { path: '(^|/)electron(/|$)' },
    },
    {
      name: 'keytar-in-one-place',
      severity: 'error',
      comment: 'The keychain is behind CredentialStore; one file of main/host imports it.',
      from: { path: '^(src|main|renderer)/', pathNot: '^main/host/keychain' },
      to: { path: '(^|node_modules/)keytar(/|$)' },
    },
    {
      name: 'kerberos-in-one-place',
      severity: 'error',
      comment: 'The Kerberos library is behind NegotiateProvider; one file of main/host imports it.',
      from: { path: '^(src|main|renderer)/', pathNot: '^main/host/kerberos' },
      to: { path: '(^|node_modules/)kerberos(/|$)' },
    },
    {
      name: 'quickjs-in-one-place',
      severity: 'error',
      comment: 'The script sandbox is behind ScriptVm.',
      from: { path: '^(src|main|renderer)/', pathNot: '^src/pac/engine/' },
      to: { path: '(^|node_modules/)quickjs-wasi(/|$)' },
    },
    {
      name: 'renderer-takes-little',
      severity: 'error',
      comment:
        'At run time the page takes the contract client, the words and the input lints; everything else as types.',
      from: { path: '^renderer/' },
      to: {
        path: '^(src|main)/',
        pathNot: `^src/(contract/|messages/|auth/lint-credentials|base/assert-never|settings/|(${VOCABULARIES.join('|')})\\.ts$)`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'renderer-knows-no-node',
      severity: 'error',
      comment: 'The page has no Node.',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'product-knows-no-test',
      severity: 'error',
      comment: 'What only tests need stays in test/.',
      from: { path: '^(src|main|renderer)/' },
      to: { path: '^test/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: { path: '^(src|main|renderer)/' },
      to: { couldNotResolve: true, pathNot: '^(electron|kerberos)$' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^out/' },
  },
};
