import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ChangeRecord } from '../../../src/change/change.ts';
import { adminMessage } from '../../../src/report/admin-message.ts';
import { cleanDocument } from '../../../src/report/clean-document.ts';
import { composeReport } from '../../../src/report/compose-report.ts';
import { mailtoHref } from '../../../src/report/mailto.ts';
import { reportFile, reportFileName } from '../../../src/report/report-files.ts';
import { reportHtml } from '../../../src/report/report-html.ts';
import { reportMarkdown } from '../../../src/report/report-markdown.ts';
import { reportSchema } from '../../../src/report/report-schema.ts';
import { removedTexts } from '../../../src/report/report-sections.ts';
import { judgeAgain, readStoredRuns, saidIn } from '../../replay/stored-runs.ts';
import { reportInput, reportOf, storedDocument, targetOf, wording } from './report-input.ts';

const CHANGE: ChangeRecord = {
  id: 'c1',
  reason: { kind: 'fix', fix: 'correct-port', code: 'settings.proxy-port-wrong', url: 'https://www.example.com/' },
  at: '2026-11-22T08:00:00.000Z',
  state: 'applied',
  steps: [
    { what: 'org.gnome.system.proxy.http port', from: '8080', to: '3128' },
    { what: 'http_proxy', from: 'http://bob:canary@proxy.example:8080', to: null },
  ],
  restart: [],
};

describe('the cleaned facts of every stored run', () => {
  it.each(readStoredRuns().map((run) => [run.file, run] as const))('%s are judged alike', (_, stored) => {
    const before = judgeAgain(stored, stored.run);
    const after = cleanDocument(before, () => undefined);
    const again = judgeAgain({ target: targetOf(after.target) }, after);
    expect(saidIn(again)).toEqual(saidIn(before));
  });
});

describe('a support report', () => {
  const report = reportOf('proxy.credentials-rejected', 'en', { changes: [CHANGE], helped: false });

  it('fits its schema', () => {
    expect(reportSchema.safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
  });

  it('says when it was made, in the time of this computer', () => {
    expect(report.createdAt).toBe('2026-11-22T17:05:00+09:00');
    expect(reportMarkdown(report, wording('en'))).toContain('22 November 2026 at 17:05 (Asia/Tokyo +09:00)');
    expect(reportFileName(report, 'html')).toBe('throughway-report-20261122-170500.html');
  });

  it('tells what was tried, and takes sign-ins out of it', () => {
    const text = reportMarkdown(report, wording('en'));
    expect(text).toContain('org.gnome.system.proxy.http port: 8080 → 3128');
    expect(text).toContain('http_proxy: http://(...)@proxy.example:8080 → nothing');
    expect(text).not.toContain('canary');
    expect(report.removed).toContainEqual({ kind: 'proxy-sign-in', count: 2 });
  });

  it('says what a later check found after a change', () => {
    const check = { ...storedDocument('ok', 'en'), target: CHANGE.reason.kind === 'fix' ? CHANGE.reason.url : '' };
    const late = { ...check, startedAt: '2026-11-22T08:01:00.000Z' };
    expect(composeReport(reportInput([late], { changes: [CHANGE] })).tried[0]?.afterwards).toBe('ok');
    const early = { ...check, startedAt: '2026-11-22T07:59:00.000Z' };
    expect(composeReport(reportInput([early], { changes: [CHANGE] })).tried[0]?.afterwards).toBeNull();
  });

  it('counts what was taken out of the address that was typed', () => {
    const typed = ['https://bob:secret@www.example.com/?token=abc'];
    const made = composeReport(reportInput([storedDocument('ok', 'en')], { typed }));
    expect(removedTexts(made.removed, wording('en'))).toEqual(
      expect.arrayContaining(['1 sign-in in a web address', '1 value in a web address']),
    );
  });

  it('holds three forms and the diagnoses in a zip', () => {
    const names = Object.keys(unzipSync(reportFile(report, 'zip', wording('en'))));
    expect(names).toEqual(['report.md', 'report.html', 'report.json', 'diagnosis-1.json']);
  });

  it('makes the same zip from the same report', () => {
    expect(reportFile(report, 'zip', wording('en'))).toEqual(reportFile(report, 'zip', wording('en')));
  });

  it.each(['en', 'ja'] as const)('reads well in %s', async (lang) => {
    const made = reportOf('proxy.credentials-rejected', lang, { changes: [CHANGE], helped: true });
    await expect(reportMarkdown(made, wording(lang))).toMatchFileSnapshot(`golden/report-${lang}.md`);
  });

  it.each(['en', 'ja'] as const)('becomes one page in %s', async (lang) => {
    const made = reportOf('proxy.access-denied', lang);
    await expect(reportHtml(made, wording(lang))).toMatchFileSnapshot(`golden/report-${lang}.html`);
  });
});

describe('the HTML form', () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>';

  it('lets no text from outside become markup', () => {
    const plain = storedDocument('proxy.auth-required', 'en');
    const text = JSON.stringify(plain).replaceAll('"reason":"', `"reason":"${hostile.replaceAll('"', '\\"')}`);
    const document = {
      ...(JSON.parse(text) as typeof plain),
      target: `https://site.example/${hostile}`,
      verdict: { ...plain.verdict, title: hostile, explanation: hostile },
    };
    const page = reportHtml(composeReport(reportInput([document])), wording('en'));
    expect(page).not.toMatch(/<script|<img|onerror=(?!alert\(2\)&gt;)/i);
    expect(page).toContain('&lt;script&gt;');
  });

  it('forbids scripts, loading and sending', () => {
    const page = reportHtml(reportOf('ok', 'ja'), wording('ja'));
    expect(page).toContain('default-src &#39;none&#39;');
    expect(page).toMatch(/^<!doctype html>\n<html lang="ja">/);
    expect(page).not.toMatch(/\b(?:src|href)=/);
  });
});

describe('the Markdown form', () => {
  it('lets no text from outside become markup', () => {
    const document = { ...storedDocument('ok', 'en'), target: 'https://x.example/`a`|[b](javascript:1)<i>' };
    const text = reportMarkdown(composeReport(reportInput([document])), wording('en'));
    expect(text).toContain('\\`a\\`\\|\\[b\\](javascript:1)\\<i\\>');
  });
});

describe('the message to the administrator', () => {
  const message = adminMessage(reportOf('proxy.access-denied', 'en'), [
    { ...wording('ja'), check: storedDocument('proxy.access-denied', 'ja'), advice: ['規則を確認してください。'] },
    { ...wording('en'), check: storedDocument('proxy.access-denied', 'en'), advice: [] },
  ]);

  it('can be acted on without asking back, in both languages', async () => {
    await expect(`${message.subject}\n\n${message.body}\n`).toMatchFileSnapshot('golden/message.txt');
  });

  it('becomes a mail address that every system passes on', () => {
    const href = mailtoHref({ to: 'it@corp.example', ...message, shortened: '…' });
    expect(href).toMatch(/^mailto:it@corp\.example\?subject=%E3/);
    expect(href?.length).toBeLessThanOrEqual(2_000);
    expect(href).toContain('%0D%0A');
    expect(href).not.toMatch(/[\s"'<>]/);
  });
});

describe('a mail address', () => {
  it('keeps a short body whole', () => {
    expect(mailtoHref({ to: 'it@corp.example', subject: 'A & B?', body: 'x=1\ny', shortened: '…' })).toBe(
      'mailto:it@corp.example?subject=A%20%26%20B%3F&body=x%3D1%0D%0Ay',
    );
  });

  it.each(['it', 'it@corp.example?cc=other@x.example', 'a b@x', '', 'a@b\r\nBcc: c@d'])(
    'is not made for "%s"',
    (to) => {
      expect(mailtoHref({ to, subject: '', body: '', shortened: '' })).toBeNull();
    },
  );
});
