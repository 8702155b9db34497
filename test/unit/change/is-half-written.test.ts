import { describe, expect, it } from 'vitest';
import { isHalfWritten } from '../../../src/change/is-half-written.ts';
import type { StoreRef } from '../../../src/change/store.ts';

const WININET: StoreRef = { kind: 'wininet', connection: null };
const SERVICE: StoreRef = { kind: 'network-service', service: 'Wi-Fi' };

const windows = (enabled: number, server: string, flags: number): string =>
  JSON.stringify({ values: { ProxyEnable: enabled, ProxyServer: server }, connection: { flags }, legacy: null });
const mac = (server: string, enabled: boolean, bypass: readonly string[] = []): string =>
  JSON.stringify({ bypass, http: { server, port: 1, enabled } });

describe('what a killed process leaves', () => {
  it('is each value from before or from after', () => {
    const about = { from: windows(0, 'old', 1), to: windows(1, 'new', 3) };
    expect(isHalfWritten(WININET, { ...about, now: windows(1, 'old', 1) })).toBe(true);
    expect(isHalfWritten(WININET, { ...about, now: windows(0, 'new', 3) })).toBe(true);
    expect(isHalfWritten(WININET, { ...about, now: windows(1, 'another', 3) })).toBe(false);
    expect(isHalfWritten(WININET, { ...about, now: '{"values":{"ProxyEnable":1}}' })).toBe(false);
    expect(isHalfWritten(WININET, { ...about, now: 'no JSON' })).toBe(false);
    expect(isHalfWritten(WININET, { ...about, now: null })).toBe(false);
  });

  it('may be switched on by its new address, and by nothing else', () => {
    const about = { from: mac('old', false), to: mac('new', false) };
    expect(isHalfWritten(SERVICE, { ...about, now: mac('new', true) })).toBe(true);
    expect(isHalfWritten(SERVICE, { ...about, to: mac('old', false, ['a']), now: mac('old', true) })).toBe(false);
    expect(isHalfWritten(SERVICE, { ...about, now: mac('new', true, ['somebody’s']) })).toBe(false);
  });

  it('is each byte of a file from before or from after', () => {
    const ref: StoreRef = { kind: 'file', path: '/x' };
    expect(isHalfWritten(ref, { from: 'abcdef', to: 'xyz', now: 'xycdef' })).toBe(true);
    expect(isHalfWritten(ref, { from: 'abcdef', to: 'xyz', now: 'xycdeQ' })).toBe(false);
    expect(isHalfWritten({ kind: 'gsettings', schema: 'a', key: 'b' }, { from: 'a', to: 'b', now: 'c' })).toBe(false);
  });
});
