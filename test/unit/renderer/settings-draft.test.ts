import { describe, expect, it } from 'vitest';
import {
  changeable,
  draftProblems,
  editedFrom,
  isUsable,
  settingsDraft,
} from '../../../renderer/state/settings-draft.ts';
import type { SourceView } from '../../../src/contract/settings-view.ts';

const OFFICE = { kind: 'http', host: 'proxy.example', port: 3128 } as const;

function source(given: Partial<SourceView> = {}): SourceView {
  return {
    source: 'kde',
    state: 'read',
    from: 'kioslaverc',
    managed: false,
    mode: 'manual',
    servers: [
      { scheme: 'http', leg: OFFICE, hasCredentials: false },
      { scheme: 'https', leg: OFFICE, hasCredentials: false },
    ],
    bypass: ['*.example.com'],
    ...given,
  };
}

describe('the form of a settings source', () => {
  it('begins with what the source says, and means just that', () => {
    const draft = settingsDraft(source());
    expect(draft.servers).toEqual([
      { schemes: ['http', 'https'], address: 'proxy.example', port: '3128', kind: 'http' },
    ]);
    expect(editedFrom(draft)).toEqual({
      mode: 'manual',
      servers: [
        { scheme: 'http', address: 'http://proxy.example:3128' },
        { scheme: 'https', address: 'http://proxy.example:3128' },
      ],
      bypass: ['*.example.com'],
      isReversed: false,
    });
    expect(isUsable(draft)).toBe(true);
  });

  it('keeps two proxies apart', () => {
    const servers = [
      { scheme: 'http', leg: OFFICE, hasCredentials: false },
      { scheme: 'https', leg: { ...OFFICE, port: 8443 }, hasCredentials: false },
    ] as const;
    expect(settingsDraft(source({ servers })).servers.map(({ port }) => port)).toEqual(['3128', '8443']);
  });

  it.each([
    [{ address: 'proxy.example', port: '' }, 'port'],
    [{ address: 'proxy.example', port: '0' }, 'port'],
    [{ address: 'proxy.example', port: '３１２８' }, 'port'],
    [{ address: 'proxy.example:3128', port: '3128' }, 'port-not-a-number'],
    [{ address: 'http://http://proxy.example', port: '3128' }, 'doubled-scheme'],
  ])('names the slip in %j', (typed, kind) => {
    const draft = settingsDraft(source());
    const [server] = draft.servers;
    if (server !== undefined) Object.assign(server, typed);
    expect(draftProblems(draft).map((one) => one.kind)).toContain(kind);
    expect(isUsable(draft)).toBe(false);
  });

  it('takes an address that was pasted whole, and an IPv6 one', () => {
    for (const typed of [
      { address: 'http://proxy.example:3128/', port: '' },
      { address: 'fd00::1', port: '3128' },
    ]) {
      const draft = settingsDraft(source());
      const [server] = draft.servers;
      if (server !== undefined) Object.assign(server, typed);
      expect(draftProblems(draft)).toEqual([]);
    }
  });

  it('does not blame an empty field, and does not take it either', () => {
    const draft = settingsDraft(source({ mode: 'pac', servers: [] }));
    expect(draftProblems(draft)).toEqual([]);
    expect(isUsable(draft)).toBe(false);
  });

  it('is offered where the source can be written here', () => {
    expect(changeable(source())).toBe('kde');
    expect(changeable(source({ managed: true }))).toBeNull();
    expect(changeable(source({ state: 'absent' }))).toBeNull();
    expect(changeable(source({ source: 'env', state: 'absent' }))).toBe('env');
    expect(changeable(source({ source: 'policy' }))).toBeNull();
  });
});
