/** Presets that somebody meant ill with, applied by the real engine to a home of their own: all of one or nothing, and back. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeHost, type Host } from '../../../main/host/compose.ts';
import { en } from '../../../src/messages/en.ts';
import { ja } from '../../../src/messages/ja.ts';
import { rolloutProblemText } from '../../../src/messages/rollout-text.ts';
import { homePicture } from './home-picture.ts';
import { openGround, NO_DESKTOP } from './rollout-ground.ts';
import { mutatedPresets } from '../../unit/presets/mutated-presets.ts';

const { signal } = new AbortController();

const HOME_FILES: Readonly<Record<string, string>> = {
  '.config/kioslaverc': '[General]\nOther=kept\n\n[Proxy Settings]\nProxyType=0\n',
  '.config/environment.d/10-own.conf': 'EDITOR=vi\n',
  '.profile': 'umask 022\nexport PATH="$HOME/bin:$PATH"\n',
  '.gitconfig': '[user]\n\tname = Taro \xe9\n',
  '.npmrc': 'fund=false\n',
};

/** Mutated ones and sound ones, all of them for the desktop that is there. */
function presetsFor(desktop: 'kde' | 'gnome', count: number): readonly string[] {
  const texts = fc.sample(fc.oneof(mutatedPresets(), mutatedPresets(1)), { numRuns: count, seed: 9 });
  return texts.map((text) => text.replace('"gnome","windows","macos"', `"${desktop}","env","windows"`));
}

interface Counts {
  applied: number;
  refused: number;
}

async function applyEach(
  texts: readonly string[],
  host: Host,
  folder: string,
  look: () => Promise<unknown>,
): Promise<Counts> {
  const file = path.join(folder, 'hostile.throughway.json');
  const counts = { applied: 0, refused: 0 };
  const before = await look();
  for (const text of texts) {
    await writeFile(file, text);
    const rollout = await host.openRollout();
    const preview = await rollout.preview(file, { signal });
    const outcome = preview.ok ? await rollout.apply(preview.value, { signal }) : preview;
    if (!outcome.ok) {
      counts.refused += 1;
      expect(await look(), text).toEqual(before);
      for (const words of [en, ja]) {
        const sentence = rolloutProblemText(outcome.problem, 'hostile.throughway.json', words);
        expect(sentence).toMatch(words === en ? /\.$/u : /。$/u);
        expect(sentence).not.toMatch(/undefined|\[object|\n| at .*:\d+/u);
      }
      continue;
    }
    counts.applied += 1;
    expect(await rollout.status({ signal }), text).toMatchObject({
      state: 'compliant',
      drift: [],
      isInterrupted: false,
    });
    const again = await rollout.preview(file, { signal });
    expect(again, text).toMatchObject({ ok: true });
    if (again.ok) expect(await rollout.apply(again.value, { signal }), text).toMatchObject({ value: { record: null } });
    expect(await rollout.remove({ signal, insist: false }), text).toMatchObject({ ok: true });
    expect(await look(), text).toEqual(before);
  }
  return counts;
}

describe('a hostile preset and the real engine', () => {
  it(
    'change all that the preset says or nothing, and taking it back restores every byte (KDE, variables, tools)',
    { timeout: 120_000 },
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'throughway-hostile-'));
      try {
        const home = path.join(folder, 'home');
        for (const [name, text] of Object.entries(HOME_FILES)) {
          await mkdir(path.dirname(path.join(home, name)), { recursive: true });
          await writeFile(path.join(home, name), text, 'latin1');
        }
        const host = composeHost({
          env: {
            PATH: process.env['PATH'] ?? '',
            HOME: home,
            XDG_CONFIG_HOME: path.join(home, '.config'),
            XDG_CURRENT_DESKTOP: 'KDE',
            THROUGHWAY_DATA_DIR: path.join(folder, 'data'),
          },
        });
        const counts = await applyEach(presetsFor('kde', 250), host, folder, () => homePicture(home));
        expect(counts.applied).toBeGreaterThan(40);
        expect(counts.refused).toBeGreaterThan(80);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

  it.skipIf(NO_DESKTOP !== null)(
    `do the same over a session bus (GNOME)${NO_DESKTOP === null ? '' : ` (skipped: ${NO_DESKTOP})`}`,
    { timeout: 120_000 },
    async () => {
      await using ground = await openGround();
      const host = composeHost({ env: ground.env });
      const counts = await applyEach(presetsFor('gnome', 30), host, ground.folder, ground.everything);
      expect(counts.applied).toBeGreaterThanOrEqual(3);
    },
  );
});
