/** Sets a checkout up: packages as locked, then the build; does nothing where both are current. Runs with nothing but Node and npm. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT_FROM = ['src', 'main', 'renderer', 'resources', 'package.json', 'package-lock.json'];
const STAMP = join(ROOT, 'node_modules', '.throughway-lock');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Throughway needs Node 20.19 or later; this is ${process.versions.node}. Install a newer Node and run this again.`,
  );
  process.exit(1);
}
const lock = createHash('sha256')
  .update(readFileSync(join(ROOT, 'package-lock.json')))
  .digest('hex');
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== lock) {
  npm('Installing the packages …', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(STAMP, lock);
}
const built = join(ROOT, 'out', '.built');
if (!existsSync(built) || newest(BUILT_FROM.map((name) => join(ROOT, name))) > statSync(built).mtimeMs) {
  npm('Building …', ['run', 'build', '--silent']);
  writeFileSync(built, '');
}

function npm(what, args) {
  console.error(what);
  const windows = process.platform === 'win32';
  const { status } = spawnSync(windows ? 'npm.cmd' : 'npm', args, {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  if (status !== 0) {
    console.error(`"npm ${args.join(' ')}" did not succeed (status ${String(status)}). Its own words stand above.`);
    process.exit(1);
  }
}

/** The latest change below these paths, milliseconds since 1970. */
function newest(paths) {
  return Math.max(
    0,
    ...paths.map((path) => {
      const entry = statSync(path);
      return entry.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : entry.mtimeMs;
    }),
  );
}
