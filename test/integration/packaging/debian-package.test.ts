import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NOT_BUILT } from '../cli/run-cli.ts';

const run = promisify(execFile);
const skip =
  NOT_BUILT ??
  (!existsSync('/usr/bin/dpkg-deb')
    ? 'Debian packages are made and installed on Debian.'
    : process.getuid?.() !== 0
      ? 'Only root can install a package.'
      : null);

/** Installs, uses and removes the package in a copy of this system that is thrown away: an overlay over it, seen by nobody else. */
const SCRIPT = String.raw`
set -eu
cd "$1"
mkdir top
mount -t tmpfs tmpfs top
mkdir top/upper top/work top/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/top/upper,workdir=$1/top/work" top/root
mount --bind /dev top/root/dev
mount -t proc proc top/root/proc
cp ./*.deb top/root/package.deb
inside() { $exec chroot top/root env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C "$@"; }
exec=
echo 'PATH=/usr/bin' > top/root/etc/environment
inside dpkg --force-unsafe-io -i /package.deb >/dev/null
echo "version: $(inside throughway --version)"
echo "node: $(inside /usr/lib/throughway/node --version)"
(exec=exec; inside throughway serve --no-open --json > serve.txt 2>/dev/null) &
serve=$!
trap 'kill "$serve"' EXIT
for _ in $(seq 50); do [ -s serve.txt ] && break; sleep 0.1; done
inside /usr/lib/throughway/node -e 'fetch(JSON.parse(process.argv[1]).url).then((page) => console.log("window:", page.status))' "$(cat serve.txt)"
inside throughway explain 407 --lang ja | head -1
inside throughway diagnose http://127.0.0.1:9/ --direct --json | head -c 2000 | grep -o '"code":"[a-z.-]*"' | head -1 || true
inside throughway settings set --source etc-environment --proxy http://proxy.example:8080 --yes >/dev/null
echo "set: $(grep -ci proxy top/root/etc/environment) lines"
inside useradd --create-home --uid 4321 taro
inside useradd --create-home --uid 4322 hanako
mkdir -p top/root/home/taro/.config
printf '[Proxy Settings]\nProxyType=0\n' > top/root/home/taro/.config/kioslaverc
chown -R 4321:4321 top/root/home/taro
echo '{"throughway": 1, "proxies": "http://proxy.example:8080", "apply": {"sources": ["kde"]}, "tools": ["git"]}' > top/root/o.throughway.json
inside runuser -u taro -- env HOME=/home/taro XDG_CURRENT_DESKTOP=KDE throughway preset apply /o.throughway.json --yes --json 2>/dev/null | grep -o '"applied":true'
echo "person: $(grep -c proxy.example top/root/home/taro/.config/kioslaverc) $(grep -c proxy.example top/root/home/taro/.gitconfig)"
gnome() { inside runuser -u hanako -- env HOME=/home/hanako dbus-run-session -- "$@" 2>/dev/null; }
gnome throughway settings set --source gnome --proxy http://proxy.example:8080 --no-verify --yes >/dev/null
echo "another: $(gnome gsettings get org.gnome.system.proxy mode)"
inside dpkg --force-unsafe-io -i /package.deb >/dev/null
echo "updated: $(grep -c proxy.example top/root/etc/environment top/root/home/taro/.config/kioslaverc | tr '\n' ' ')$(gnome gsettings get org.gnome.system.proxy mode)"
inside dpkg -r throughway-cli >/dev/null
echo "person kept: $(tr '\n' ' ' < top/root/home/taro/.config/kioslaverc)$(ls top/root/home/taro/.gitconfig 2>/dev/null || true)"
echo "another kept: $(gnome gsettings get org.gnome.system.proxy mode)"
echo "kept: $(cat top/root/etc/environment)"
echo "left: $(cd top/upper && find . -name '*throughway*' -not -path './home/*' -not -path './root/*' -not -type c | sort | tr '\n' ' ')"
`;

describe.skipIf(skip !== null)(`the Debian package of the command line ${skip ?? ''}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'throughway-deb-test-'));
    await run(process.execPath, [
      'main/packaging/make-deb.mjs',
      '--node',
      process.execPath,
      '--out',
      folder,
      '--compress',
      'zstd',
    ]);
  }, 120_000);
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    'brings its own Node, starts, stays as it is on an update, and takes back what everybody set when it is removed',
    { timeout: 120_000 },
    () => {
      const place = mkdtempSync(path.join(folder, 'place-'));
      for (const name of readdirSync(folder))
        if (name.endsWith('.deb')) cpSync(path.join(folder, name), path.join(place, name));
      writeFileSync(path.join(place, 'try.sh'), SCRIPT);
      const said = execFileSync('unshare', ['-m', 'sh', path.join(place, 'try.sh'), place], { encoding: 'utf8' });
      expect(said.trim().split('\n')).toEqual([
        expect.stringMatching(/^version: \d+\.\d+\.\d+$/u),
        `node: ${process.version}`,
        'window: 200',
        expect.stringContaining('407'),
        '"code":"site.port-closed"',
        expect.stringMatching(/^set: [1-9]/u),
        '"applied":true',
        expect.stringMatching(/^person: [1-9] 1$/u),
        "another: 'manual'",
        expect.stringMatching(/^updated: \S+:[1-9] \S+:[1-9] 'manual'$/u),
        'person kept: [Proxy Settings] ProxyType=0 ',
        "another kept: 'none'",
        'kept: PATH=/usr/bin',
        'left: ./o.throughway.json',
      ]);
    },
  );
});
