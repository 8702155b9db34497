import { expect, it } from 'vitest';
import { credentialNote } from '../../../src/messages/credential-note.ts';
import { en } from '../../../src/messages/en.ts';
import { ja } from '../../../src/messages/ja.ts';

const nowMs = Date.parse('2026-11-22T00:00:00Z');
const day = (back: number): string => new Date(nowMs - back * 86_400_000).toISOString();

it.each([
  ['of yesterday', { storedAt: day(1) }, null],
  ['that was refused before it was stored anew', { storedAt: day(1), lastRejectedAt: day(2) }, null],
  [
    'that was refused after it was accepted',
    { storedAt: day(9), lastAcceptedAt: day(5), lastRejectedAt: day(2) },
    /refused it since/u,
  ],
  ['that was accepted long ago', { storedAt: day(300), lastAcceptedAt: day(120) }, /120 days ago/u],
  ['that is old and still accepted', { storedAt: day(300), lastAcceptedAt: day(2) }, null],
])('a sign-in %s', (_what, history, expected) => {
  const note = credentialNote(history, { words: en, lang: 'en', nowMs });
  if (expected === null) expect(note).toBeNull();
  else expect(note).toMatch(expected);
});

it('is worded in Japanese, too', () => {
  expect(credentialNote({ storedAt: day(100) }, { words: ja, lang: 'ja', nowMs })).toBe(
    '保存または最後に受け付けられてから100日たっています。必要になる前に試してください。',
  );
});
