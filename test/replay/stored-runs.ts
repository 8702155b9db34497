/** Runs that were saved by `diagnose --json`: judged again by tests and measured by the bench. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { judgeDocument, type SavedRun } from '../../src/assistant/judge-document.ts';
import { getMessages } from '../../src/messages/get-messages.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import { documentSchema, savedRunSchema } from '../../src/report/document-schema.ts';
import { parseTarget } from '../../src/route/parse-target.ts';
import type { Target } from '../../src/route/target.ts';

/** One saved run, and what must be found in it. */
export interface StoredRun {
  readonly file: string;
  /** The right cause, from the file's name: `<code>--<what happened>.json`. */
  readonly code: string;
  /** What the document itself said when it was saved. */
  readonly said: Said;
  readonly run: SavedRun;
  readonly target: Target;
}

/** The part of a document that a verdict consists of, without its words. */
export interface Said {
  readonly code: string;
  readonly confidence: number;
  readonly evidence: readonly string[];
  readonly ruledOut: readonly { readonly code: string; readonly evidence: readonly string[] }[];
  readonly alsoFound: readonly {
    readonly code: string;
    readonly confidence: number;
    readonly evidence: readonly string[];
  }[];
}

const REPLAY_FOLDER = import.meta.dirname;

/** Reads every saved run of a folder, in the order of their names. */
export function readStoredRuns(folder = REPLAY_FOLDER): readonly StoredRun[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => readStoredRun(folder, file));
}

function readStoredRun(folder: string, file: string): StoredRun {
  const content: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
  const document = documentSchema.parse(content);
  const target = parseTarget(document.target);
  if (!target.ok) throw new Error(`${file} is not about a URL`);
  const [code = ''] = file.split('--');
  return { file, code, said: saidIn(document), run: savedRunSchema.parse(content), target: target.value.target };
}

/** Judges a saved run as it would be judged today. */
export function judgeAgain({ target }: Pick<StoredRun, 'target'>, run: SavedRun): DiagnosisDocument {
  return judgeDocument(run, { target, words: getMessages('en'), lang: 'en' });
}

/** Takes the words out of a document's verdict: they may change without any rule having changed. */
export function saidIn({
  verdict,
  alsoFound,
}: {
  readonly verdict: Omit<Said, 'alsoFound'>;
  readonly alsoFound: Said['alsoFound'];
}): Said {
  const { code, confidence, evidence, ruledOut } = verdict;
  return {
    code,
    confidence,
    evidence,
    ruledOut: ruledOut.map((one) => ({ code: one.code, evidence: one.evidence })),
    alsoFound: alsoFound.map((one) => ({ code: one.code, confidence: one.confidence, evidence: one.evidence })),
  };
}
