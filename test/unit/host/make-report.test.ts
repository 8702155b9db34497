import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHistory } from '../../../main/host/history-files.ts';
import { makeReport, type ReportHost } from '../../../main/host/make-report.ts';
import { systemClock } from '../../../src/base/clock.ts';
import type { ChangeRecord } from '../../../src/change/change.ts';
import { storedDocument } from '../report/report-input.ts';

test('an answer to "Did this help?" is in the reports of later runs of the program, until something else is changed', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'helped-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const changes: ChangeRecord[] = [];
  /** Opened anew each time, as after a restart. */
  const helpedIn = async (helped: boolean | null, code = 'proxy.access-denied'): Promise<boolean | null> => {
    const host: ReportHost = {
      machinePreset: () => Promise.resolve(null),
      changes: { list: () => Promise.resolve(changes) },
      history: openHistory({ folder, clock: systemClock }),
    };
    const checks = [storedDocument(code, 'en')];
    return (await makeReport(host, { checks, helped, lang: 'en', version: '0' })).helped;
  };
  expect(await helpedIn(null)).toBeNull();
  expect(await helpedIn(false)).toBe(false);
  expect(await helpedIn(null)).toBe(false);
  expect(await helpedIn(null, 'proxy.port-not-allowed')).toBeNull();
  const at = new Date(systemClock.wallMs() + 1_000).toISOString();
  changes.push({ id: 'c', reason: { kind: 'relay' }, at, state: 'applied', steps: [], restart: [] });
  expect(await helpedIn(null)).toBeNull();
});
