import { describe, expect, test } from 'vitest';
import { startedBefore } from '../../../src/system/program-starts.ts';
import type { SystemTools } from '../../../src/system/system-tools.ts';
import { createSystemTools } from '../../../src/system/create-system-tools.ts';

const { signal } = new AbortController();

/** A system whose one command answers with this text. */
function answering(stdout: string): SystemTools {
  return {
    ...createSystemTools({ env: {} }),
    run: () => Promise.resolve({ state: 'done', exitCode: 0, stdout, stderr: '' }),
  };
}

describe('programs that were started before a change', () => {
  // The form of `ps -axo lstart=,comm=` by ps(1) of macOS, written by hand.
  const PS = [
    'Sun Nov 22 09:12:05 2026     /Applications/Firefox.app/Contents/MacOS/firefox',
    'Sun Nov 22 11:40:00 2026     /Applications/IntelliJ IDEA.app/Contents/MacOS/idea',
    'Sun Nov 22 09:00:00 2026     /sbin/launchd',
    'no line of this kind',
  ].join('\n');

  test('are told on macOS by the name of the application', async () => {
    const sinceMs = Date.parse('Sun Nov 22 10:00:00 2026');
    const names = ['Firefox', 'IntelliJ IDEA', 'Slack'];
    expect(await startedBefore({ tools: answering(PS), platform: 'macos' }, { names, sinceMs }, signal)).toEqual([
      'Firefox',
    ]);
  });

  test('are told on Windows by the name that people know', async () => {
    const lines = ['OUTLOOK|1795000000000', 'devenv|1795000900000', 'svchost|1', 'broken'].join('\r\n');
    const names = ['Outlook', 'Visual Studio'];
    const on = { tools: answering(lines), platform: 'windows' } as const;
    expect(await startedBefore(on, { names, sinceMs: 1_795_000_500_000 }, signal)).toEqual(['Outlook']);
  });

  test('are not guessed where the system gives no answer', async () => {
    const tools: SystemTools = { ...answering(''), run: () => Promise.resolve({ state: 'missing' }) };
    for (const platform of ['macos', 'windows'] as const)
      expect(await startedBefore({ tools, platform }, { names: ['Firefox'], sinceMs: 0 }, signal)).toBeNull();
  });
});
