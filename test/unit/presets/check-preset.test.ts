import { describe, expect, it } from 'vitest';
import { en } from '../../../src/messages/en.ts';
import { ja } from '../../../src/messages/ja.ts';
import { presetProblemText, presetWarningText, problemPlace } from '../../../src/messages/rollout-text.ts';
import { checkPreset } from '../../../src/presets/check-preset.ts';
import { AUTHORITY, LEAF } from './authority-certificates.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const kindsOf = (text: string): readonly string[] => checkPreset(text, NOW).problems.map(({ kind }) => kind);

describe('looking a preset through', () => {
  it('finds nothing wrong with a whole one', () => {
    const checked = checkPreset(
      `{
        "throughway": 1, "name": {"en": "Office", "ja": "本社"}, "notBefore": "2026-01-01", "notAfter": "2027-12-31T23:59:59+09:00",
        "proxies": {"all": "http://proxy.corp.example:8080", "socks": "socks.corp.example:1080"},
        "bypass": ["<local>", "*.corp.example", "10.0.0.0/8"],
        "places": [
          {"name": "Office", "when": {"gateway": ["192.0.2.1", "10.0.0.0/8", "00:11:22:33:44:55"], "dnsSuffix": ["corp.example"]}},
          {"name": "VPN", "when": {"vpn": ["Corp VPN"], "reachable": ["intranet.corp.example", "intranet.corp.example:443"]}},
          {"name": "Elsewhere", "direct": true}
        ],
        "vpn": {"names": ["Corp VPN"], "requiredFor": ["proxy.corp.example:8080"]},
        "targets": ["intranet.corp.example", "https://例え.jp/", "http://[2001:db8::1]/"],
        "contact": {"name": {"ja": "情報システム"}, "email": "it@corp.example", "url": "https://help.corp.example/"},
        "credentials": [{"proxy": "proxy.corp.example:8080", "name": "Windows", "user": "CORP\\\\taro"}],
        "tools": ["git"], "drift": "repair", "locked": ["proxies", "places"],
        "updates": {"on": true, "server": "https://updates.corp.example/"}
      }`,
      NOW,
    );
    expect(checked.problems).toEqual([]);
    expect(checked.warnings).toEqual([]);
    expect(checked.preset?.places?.[2]).toEqual({ name: 'Elsewhere', direct: true });
  });

  it('reads a file from before formats had numbers, and says so', () => {
    const checked = checkPreset('{"proxies": "http://proxy.example:8080", "bypass": "<local>;*.example"}', NOW);
    expect(checked.preset).toMatchObject({ throughway: 1, proxies: 'http://proxy.example:8080' });
    expect(checked.warnings.map(({ kind }) => kind)).toEqual(['no-version']);
  });

  it.each([
    ['{"throughway": 2}', 'too-new'],
    ['{"throughway": "1"}', 'wrong-shape'],
    ['{"__proto__": {"proxies": "http://a:1"}}', 'forbidden-key'],
    ['{"contact": {"constructor": 1}}', 'forbidden-key'],
    ['{"pac": "https://a.example/", "pac": "https://b.example/"}', 'duplicate-key'],
    ['{"proxies": "http://bob:hunter2@proxy.example:1"}', 'secret'],
    ['{"proxies": {"https": "bob@proxy.example:1"}}', 'secret'],
    ['{"credentials": [{"proxy": "p:1", "password": "x"}]}', 'secret'],
    ['{"later": {"deep": ["https://u:p@h/"]}}', 'secret'],
    ['{"api_key": "x"}', 'secret'],
    ['{"proxies": "http://proxy.example:99999"}', 'address'],
    ['{"proxies": "file:///etc/shadow"}', 'address'],
    ['{"proxies": "http://プロキシ．example:80"}', 'address'],
    ['{"pac": "javascript:alert(1)"}', 'url'],
    ['{"pac": ""}', 'script-address'],
    ['{"pac": "http://http://wpad.example/p.pac"}', 'script-address'],
    ['{"pac": "http://ｗｐａｄ.example/p.pac"}', 'script-address'],
    ['{"places": [{"name": "x", "pac": "http://wpad.example/a b.pac"}]}', 'script-address'],
    ['{"pac": "http:/wpad.example/p.pac"}', 'url'],
    ['{"pac": "http://wpad.example/\\"p.pac"}', 'url'],
    ['{"targets": ["https://http://a.example/"]}', 'url'],
    ['{"proxies": "direct://"}', 'address'],
    ['{"bypass": ["例え．jp"]}', 'bypass-entry'],
    ['{"bypass": "<local>;a.example、b.example"}', 'bypass-entry'],
    ['{"bypass": ["999.1.1.1"]}', 'bypass-entry'],
    ['{"bypass": ["a..example"]}', 'bypass-entry'],
    ['{"bypass": ["*.example|10.*"]}', 'bypass-entry'],
    ['{"inspectionCa": [{}]}', 'no-authority'],
    ['{"inspectionCa": [{"sha256": "12:34"}]}', 'wrong-shape'],
    ['{"inspectionCa": [{"certificate": "MIID"}]}', 'wrong-shape'],
    [
      '{"inspectionCa": [{"certificate": "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----"}]}',
      'authority',
    ],
    [
      '{"inspectionCa": [{"certificate": "-----BEGIN CERTIFICATE-----\\u202eAAAA\\n-----END CERTIFICATE-----"}]}',
      'hidden-signs',
    ],
    ['{"pac": "data:text/plain,x"}', 'url'],
    ['{"pac": "file:///../../etc/passwd"}', 'url'],
    ['{"pac": "\\\\\\\\server\\\\share\\\\p.pac"}', 'url'],
    ['{"targets": ["https://аррӏе.com/"]}', 'look-alike'],
    ['{"targets": ["https://gооgle.example/"]}', 'look-alike'],
    ['{"controlSites": ["https://xn--80ak6aa92e.com/"]}', 'look-alike'],
    ['{"name": "a\\u202etxt.exe"}', 'hidden-signs'],
    ['{"bypass": ["a b"]}', 'bypass-entry'],
    ['{"places": [{"name": "x", "when": {"gateway": ["999.1.1.1"]}}]}', 'condition'],
    ['{"places": [{"name": "x", "when": {"reachable": ["a:b"]}}]}', 'condition'],
    ['{"contact": {"email": "nobody"}}', 'email'],
    ['{"notBefore": "2027-01-01", "notAfter": "2026-01-01"}', 'dates-reversed'],
    ['{"places": [{"name": "x"}, {"name": "x"}]}', 'same-name'],
    ['{"direct": true, "proxies": "http://p:1"}', 'two-ways'],
    ['{"locked": ["everything"]}', 'unknown-lock'],
    ['{"updates": {"server": "http://updates.example/"}}', 'not-encrypted'],
    ['{"drift": "ignore"}', 'wrong-shape'],
    ['{"places": {}}', 'wrong-shape'],
    ['{"tools": ["../../bin/sh"]}', 'wrong-shape'],
    ['{"notAfter": "tomorrow"}', 'wrong-shape'],
    ['{"watch": {"everyMinutes": 0}}', 'wrong-shape'],
    ['{"proxies": ', 'not-json'],
  ])('refuses %s as %s, in a sentence of both languages', (text, kind) => {
    const { preset, problems } = checkPreset(text, NOW);
    expect(preset).toBeNull();
    expect(problems.map((problem) => problem.kind)).toContain(kind);
    for (const problem of problems) {
      expect(presetProblemText(problem, en)).toMatch(/^[A-Z].*\.$/u);
      expect(presetProblemText(problem, ja)).toMatch(/[ぁ-ん].*。$/u);
      expect(problemPlace(problem, en)).toMatch(/^line \d+, column \d+/u);
      expect(problemPlace(problem, ja)).toMatch(/^\d+行目、\d+文字目/u);
      // A value may be what must not be shown.
      expect(JSON.stringify(problem)).not.toContain('hunter2');
    }
  });

  it('says where in the file, all at once', () => {
    const text = '{\n  "throughway": 1,\n  "proxies": "http://p:0",\n  "pac": "ftp://x/"\n}';
    expect(checkPreset(text, NOW).problems).toEqual([
      { kind: 'address', path: 'proxies', line: 3, column: 3, problem: 'port-out-of-range' },
      { kind: 'url', path: 'pac', line: 4, column: 3 },
    ]);
  });

  it('names a password also where the rest is of another form', () => {
    expect(kindsOf('{"drift": 3, "password": "x"}')).toEqual(['wrong-shape', 'secret']);
  });

  it('knows the key that is the plural of what stands there', () => {
    const { warnings } = checkPreset('{"throughway": 1, "proxy": "http://p:1"}', NOW);
    expect(warnings.map(({ nearest }) => nearest)).toEqual(['proxies']);
  });

  it('guesses what an unknown key was meant to be, and lets the file pass', () => {
    const { preset, warnings } = checkPreset('{"throughway": 1, "proxis": "http://p:1"}', NOW);
    expect(preset).not.toBeNull();
    expect(warnings.map(({ kind, path, nearest }) => ({ kind, path, nearest }))).toEqual([
      { kind: 'unknown-key', path: 'proxis', nearest: 'proxies' },
    ]);
    expect(warnings.map((warning) => presetWarningText(warning, en))).toEqual([
      'This key is not known and does nothing. Did you mean "proxies"?',
    ]);
  });

  it('tells that a preset is over, that it sets nothing, and that a place is never reached', () => {
    const kinds = (text: string): readonly string[] => checkPreset(text, NOW).warnings.map(({ kind }) => kind);
    expect(kinds('{"throughway": 1, "notAfter": "2026-11-21"}')).toEqual(['expired', 'nothing-set']);
    expect(kinds('{"throughway": 1, "pac": "https://a.example/", "notAfter": "2026-11-22"}')).toEqual([]);
    expect(kinds('{"throughway": 1, "places": [{"name": "a"}, {"name": "b"}]}')).toEqual(['place-never-chosen']);
  });

  it('takes the certificate of an authority in its lines, and compares it with the fingerprint beside it', () => {
    const problems = (named: object): unknown =>
      checkPreset(JSON.stringify({ throughway: 1, inspectionCa: [named] }), NOW).problems;
    const { pem: certificate, sha256 } = AUTHORITY;
    expect(problems({ certificate, sha256 })).toEqual([]);
    expect(problems({ certificate: certificate.replaceAll('\n', '\r\n') })).toEqual([]);
    expect(problems({ sha256 })).toEqual([]);
    expect(problems({ certificate, sha256: '00'.repeat(32) })).toMatchObject([
      { kind: 'authority', problem: 'other-fingerprint', path: 'inspectionCa.0.certificate' },
    ]);
    expect(problems({ certificate: LEAF })).toMatchObject([{ kind: 'authority', problem: 'not-an-authority' }]);
  });

  it('warns of an authority that has expired, and lets the rest of the preset hold', () => {
    const text = JSON.stringify({ throughway: 1, inspectionCa: [{ certificate: AUTHORITY.pem }] });
    const later = checkPreset(text, Date.parse('2200-01-01'));
    expect(later.preset).not.toBeNull();
    expect(later.warnings.map(({ kind }) => kind)).toEqual(['authority-expired']);
    expect(checkPreset(text, NOW).warnings).toEqual([]);
  });
});
