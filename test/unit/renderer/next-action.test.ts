import { expect, test } from 'vitest';
import { nextAction, otherFixes } from '../../../renderer/state/next-action.ts';
import { typedHints } from '../../../renderer/state/typed-hints.ts';
import type { CauseCode } from '../../../src/verdict/cause-code.ts';
import type { DiagnosisDocument } from '../../../src/report/diagnosis-document.ts';

function documentOf(code: CauseCode, fixes: DiagnosisDocument['fixes'], from: 'uri' | 'keychain'): DiagnosisDocument {
  return {
    schema: 'throughway.diagnosis/1',
    target: 'https://a.test/',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    settings: { source: 'env', route: [{ kind: 'http', host: 'p', port: 3128 }], bypassed: false, others: [] },
    route: [],
    verdict: {
      code,
      hop: code === 'undetermined' ? null : 'proxy',
      confidence: 0.9,
      fixer: ['user'],
      title: '',
      explanation: '',
      evidence: [],
      ruledOut: [],
      details: {},
    },
    alsoFound: [],
    fixes,
    observations: [{ id: 'o1', atMs: 0, tookMs: 0, probe: 'credentials.look-up', proxy: 'p:3128', from }],
  };
}

const ASK = [{ id: 'ask-administrator', title: '', kind: 'ask', undo: false }] as const;

test('an undetermined result offers to look again, whatever else could be done', () => {
  expect(nextAction(documentOf('undetermined', ASK, 'keychain'))).toEqual({ kind: 'again' });
});

test('a refused sign-in from the keychain leads to the form', () => {
  expect(nextAction(documentOf('proxy.credentials-rejected', [], 'keychain')).kind).toBe('credentials');
});

test('a refused sign-in that stands in the address of the proxy leads to the settings, where it can be changed', () => {
  expect(nextAction(documentOf('proxy.credentials-rejected', [], 'uri')).kind).toBe('settings');
});

test('each slip is named once a field', () => {
  const hints = typedHints({ user: ' CORP/ito', password: 'ａbcｄ ', wasRejectedBefore: true });
  expect(hints.user).toEqual(['leading-blank', 'domain-slash']);
  expect(hints.password).toEqual(['full-width', 'rejected-before', 'trailing-blank']);
});

const GUIDED = [
  { id: 'repair-pac', title: '', kind: 'automatic', undo: true },
  { id: 'connect-vpn', title: '', kind: 'guided', undo: true },
  { id: 'ask-administrator', title: '', kind: 'ask', undo: false },
] as const;

test('the first fix that the window can carry out is its main button, the others stand beside it', () => {
  const document = documentOf('settings.pac-invalid', GUIDED, 'keychain');
  expect(nextAction(document)).toEqual({ kind: 'fix', fix: 'repair-pac', href: '#/fixes/repair-pac' });
  expect(otherFixes(document)).toEqual(['connect-vpn']);
});

test('a practice scene leads to no fix of the real settings', () => {
  const document = documentOf('settings.pac-invalid', GUIDED, 'keychain');
  expect(nextAction(document, { isPractice: true }).kind).toBe('settings');
  expect(otherFixes(document, { isPractice: true })).toEqual([]);
});

test('where all is well but programs go another way, a button brings them onto it', () => {
  const document = documentOf('ok', [], 'keychain');
  expect(otherFixes(document)).toEqual([]);
  expect(otherFixes(document, { hasStrayTools: true })).toEqual(['set-tool-proxy']);
  expect(otherFixes(document, { hasStrayTools: true, isPractice: true })).toEqual([]);
  expect(otherFixes(documentOf('undetermined', [], 'keychain'), { hasStrayTools: true })).toEqual([]);
});
