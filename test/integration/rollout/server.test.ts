import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI, NOT_BUILT } from '../cli/run-cli.ts';

/** A look into a namespace of mounts needs an administrator, and a system that lets one have it. */
function noNamespace(): string | null {
  const probe = spawnSync('unshare', ['--mount', 'true'], { timeout: 5_000 });
  return probe.status === 0 ? null : 'this process may not make namespaces of its own';
}

const reason = NOT_BUILT ?? noNamespace();
const noAnsible = existsSync('/usr/bin/ansible-playbook') ? null : 'ansible-playbook is not installed';
const PRESET = { throughway: 1, name: 'Servers', proxies: 'http://proxy.corp.example:3128', bypass: ['.corp.example'] };
const ENVIRONMENT = 'PATH="/usr/bin:/bin"\n# kept\nLANG=C\n';

describe.skipIf(reason !== null)(`a server without a desktop${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  let folder = '';
  const fileOf = (name: string): string => path.join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'throughway-server-'));
    await mkdir(fileOf('home'));
    await writeFile(fileOf('environment'), ENVIRONMENT);
    await writeFile(fileOf('expected'), ENVIRONMENT);
    await writeFile(fileOf('servers.throughway.json'), JSON.stringify(PRESET));
    for (const name of ['it', 'other']) {
      execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', fileOf(`${name}.key`)]);
      execFileSync('openssl', ['pkey', '-in', fileOf(`${name}.key`), '-pubout', '-out', fileOf(`${name}.pem`)]);
    }
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    // The point on which the namespaces mounted; empty outside of them.
    spawnSync('rmdir', ['/etc/throughway']);
  });

  /** Runs a script where /etc/throughway and /etc/environment are this test's own; `throughway` is our build. */
  const inside = (script: string): { readonly status: number | null; readonly output: string } => {
    const all = `set -u
      mkdir -p /etc/throughway && mount -t tmpfs -o mode=755 none /etc/throughway && mount --bind '${fileOf('environment')}' /etc/environment
      throughway() { '${process.execPath}' '${CLI}' "$@"; }
      cd '${folder}'
      ${script}`;
    const env = {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: fileOf('home'),
      THROUGHWAY_DATA_DIR: fileOf('data'),
      LANG: 'C.UTF-8',
    };
    const { status, stdout, stderr } = spawnSync('unshare', ['--mount', 'bash', '-c', all], { env, timeout: 230_000 });
    return { status, output: `${stdout.toString('utf8')}${stderr.toString('utf8')}` };
  };

  it(
    'gets the proxy in /etc/environment, keeps the rest, and is as before after the removal',
    { timeout: 60_000 },
    () => {
      const { output } = inside(`
      throughway preset apply servers.throughway.json --yes --json; echo "apply $?"
      cat /etc/environment; ls /etc/throughway
      throughway preset status; echo "status $?"
      throughway preset remove --quiet; echo "remove $?"
      diff /etc/environment - <<<$'${ENVIRONMENT.replaceAll('\n', '\\n').replace(/\\n$/u, '')}' && echo same
      ls /etc/throughway | wc -l`);
      expect(output).toContain('apply 0');
      expect(output).toMatch(/^https_proxy="?http:\/\/proxy\.corp\.example:3128/mu);
      expect(output).toContain('# kept');
      expect(output).toContain('applied.throughway.json');
      expect(output).toContain('status 0');
      expect(output).toContain('remove 0');
      expect(output).toMatch(/same\n0\n/u);
    },
  );

  it('takes only what a trusted key signed, where policy says so', { timeout: 60_000 }, () => {
    const { output } = inside(`
      try() { throughway preset apply servers.throughway.json --yes --json 2>/dev/null | grep -o '"reason":"[a-z-]*"\\|"applied":true'; }
      echo '{"throughway": 1, "requireSignature": true}' > /etc/throughway/preset.throughway.json
      echo "unsigned: $(try)"
      mkdir -m 755 /etc/throughway/trusted-keys && install -m 644 it.pem /etc/throughway/trusted-keys/it.pem
      openssl pkeyutl -sign -rawin -in servers.throughway.json -inkey other.key -out servers.throughway.json.sig
      echo "other: $(try)"
      openssl pkeyutl -sign -rawin -in servers.throughway.json -inkey it.key -out servers.throughway.json.sig
      chmod 666 /etc/throughway/trusted-keys/it.pem
      echo "open key: $(try)"
      chmod 644 /etc/throughway/trusted-keys/it.pem
      echo "trusted: $(try)"
      throughway preset remove --quiet; echo "remove $?"
      cat /etc/throughway/preset.throughway.json`);
    expect(output).toContain('unsigned: "reason":"signature-required"');
    expect(output).toContain('other: "reason":"wrong-key"');
    // A key that anybody could have put there is none.
    expect(output).toContain('open key: "reason":"signature-required"');
    expect(output).toContain('trusted: "applied":true');
    expect(output).toContain('remove 0');
    expect(output).toContain('{"throughway": 1, "requireSignature": true}');
  });

  it.skipIf(noAnsible !== null)(
    `is rolled out and back by the Ansible role${noAnsible === null ? '' : ` (skipped: ${noAnsible})`}`,
    { timeout: 240_000 },
    async () => {
      await cp('resources/ansible/roles', fileOf('roles'), { recursive: true });
      await mkdir(fileOf('files'), { recursive: true });
      await cp(fileOf('servers.throughway.json'), fileOf('files/preset.throughway.json'));
      const vars = {
        throughway_command: [process.execPath, CLI],
        throughway_environment: { THROUGHWAY_DATA_DIR: fileOf('data') },
        throughway_preset: fileOf('files/preset.throughway.json'),
        throughway_trusted_keys: [fileOf('it.pem')],
      };
      await writeFile(fileOf('vars.json'), JSON.stringify(vars));
      await writeFile(fileOf('play.yml'), '- hosts: all\n  gather_facts: false\n  roles:\n    - role: throughway\n');
      const { output } = inside(`
        play() { ansible-playbook -i localhost, -c local -e ansible_python_interpreter=/usr/bin/python3 -e @vars.json "$@" play.yml; }
        export ANSIBLE_ROLES_PATH='${fileOf('roles')}' ANSIBLE_LOCAL_TEMP='${fileOf('tmp')}' ANSIBLE_NOCOLOR=1
        play --check; echo "would $?"; diff /etc/environment '${fileOf('expected')}' && echo untouched
        play; echo "first $?"; cat /etc/environment
        play; echo "second $?"
        play --check -e throughway_state=absent; echo "would go $?"
        play -e throughway_state=absent; echo "absent $?"
        diff /etc/environment '${fileOf('expected')}' && echo same; ls /etc/throughway`);
      expect(output).toMatch(/https_proxy="?http:\/\/proxy\.corp\.example:3128/u);
      // What each run says of itself: `changed=N` in its last line but one.
      const changes = (name: string): number | undefined => {
        const [said] = output.split(`\n${name} 0\n`);
        const found =
          said === output
            ? undefined
            : said
                ?.match(/changed=\d+/gu)
                ?.at(-1)
                ?.slice('changed='.length);
        return found === undefined ? undefined : Number(found);
      };
      expect(changes('would'), output).toBeGreaterThan(0);
      expect(output).toContain('\nuntouched\n');
      expect(changes('second'), output).toBe(0);
      for (const name of ['first', 'would go', 'absent']) {
        expect(changes(name), `${name}\n${output}`).toBeGreaterThan(0);
      }
      expect(output).toMatch(/same\ntrusted-keys\n/u);
      expect(await readFile(fileOf('environment'), 'utf8')).toBe(ENVIRONMENT);
    },
  );
});
