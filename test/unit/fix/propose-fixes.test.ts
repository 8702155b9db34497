import { describe, expect, it } from 'vitest';
import { proposeFixes } from '../../../src/fix/propose-fixes.ts';
import { CAUSE_CODES } from '../../../src/verdict/cause-code.ts';

describe('proposed fixes', () => {
  it('are none where nobody has to do anything', () => {
    expect(proposeFixes({ code: 'ok', details: {} })).toEqual([]);
  });

  it('are at least one for every fault', () => {
    const details = { suggestedPort: 3128, suggestedKind: 'http' } as const;
    const without = CAUSE_CODES.filter((code) => proposeFixes({ code, details }).length === 0);
    expect(without).toEqual(['ok', 'undetermined', 'tls.inspected']);
  });

  it('name another port only where one was found', () => {
    // Then there is somebody who can be asked.
    expect(proposeFixes({ code: 'settings.proxy-port-wrong', details: {} })).toEqual([
      { id: 'ask-administrator', kind: 'ask', undo: false },
    ]);
    expect(proposeFixes({ code: 'settings.proxy-port-wrong', details: { suggestedPort: 3128 } })).toEqual([
      { id: 'correct-port', kind: 'automatic', undo: true },
    ]);
  });
});
