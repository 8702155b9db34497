import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { HOPS } from '../../src/observation/hop.ts';
import type { DiagnosisDocument } from '../../src/report/diagnosis-document.ts';
import type { Run } from './diagnose.ts';
import { isFound, type Expectation, type Scenario } from './scenario.ts';

const SCHEMA_FILE = fileURLToPath(new URL('../../resources/schema/diagnosis-1.json', import.meta.url));
/** cli.md: the document is out at most half a second after the time allowed. */
const GRACE_MS = 500;
/** However hostile a peer is, the command line takes no more memory. */
const MOST_MEGABYTES = 200;

/** Reads the one document of a run; a complaint where there is none. */
export function documentOf(run: Run): DiagnosisDocument | string {
  const lines = run.stdout.split('\n').filter((line) => line !== '');
  if (lines.length !== 1) {
    return `${String(lines.length)} documents instead of one (exit status ${String(run.status)}); standard error: ${run.stderr.slice(0, 1_500)}`;
  }
  try {
    const parsed: unknown = JSON.parse(lines[0] ?? '');
    return isDocument(parsed) ? parsed : 'the document has no verdict, route or observations';
  } catch (error) {
    return `the document is not JSON: ${String(error)}`;
  }
}

/** Looks no deeper than what the checks need to begin; the schema looks at the rest. */
function isDocument(value: unknown): value is DiagnosisDocument {
  return (
    typeof value === 'object' && value !== null && 'verdict' in value && 'route' in value && 'observations' in value
  );
}

/** Returns all complaints about a run: an empty list means that everything is as the scenario says. */
export function complaintsAbout(
  scenario: Scenario,
  expectation: Expectation,
  run: Run,
  options: { readonly canaries: readonly string[]; readonly timeoutSeconds: number; readonly interrupted: boolean },
): readonly string[] {
  const leaks = leaksIn(run, options.canaries);
  const document = documentOf(run);
  if (typeof document === 'string') return [document, ...leaks];
  const { verdict } = document;
  const complaints: (string | false)[] = [
    !isFound(scenario, document) &&
      `the verdict is ${verdict.code} (${String(verdict.confidence)}) instead of ${scenario.code}: ${verdict.explanation}`,
    ...(verdict.code === scenario.code ? aboutVerdict(document, expectation) : []),
    ...aboutForm(document),
    document.durationMs > options.timeoutSeconds * 1_000 + GRACE_MS && `it took ${String(document.durationMs)} ms`,
    run.killed && 'it did not end by itself',
    run.peakMegabytes > MOST_MEGABYTES && `it took ${run.peakMegabytes.toFixed(0)} MB of memory`,
    !options.interrupted &&
      run.status !== (verdict.code === 'ok' ? 0 : 1) &&
      `the exit status is ${String(run.status)}`,
    ...leaks,
    ...(expectation.seen?.(document) ?? []),
  ];
  return complaints.filter((complaint) => complaint !== false);
}

function aboutVerdict(document: DiagnosisDocument, expectation: Expectation): readonly (string | false)[] {
  const { verdict } = document;
  const least = expectation.confidence ?? 0.8;
  const most = expectation.atMostConfidence ?? 1;
  const others = document.alsoFound.map((finding) => finding.code);
  const ruledOut = verdict.ruledOut.map((one) => one.code);
  return [
    (verdict.confidence < least || verdict.confidence > most) &&
      `the confidence is ${String(verdict.confidence)}, not within ${String(least)} to ${String(most)}; missing: ${JSON.stringify(verdict.details.missing ?? [])}`,
    expectation.fixer !== undefined &&
      !isDeepStrictEqual([...verdict.fixer].sort(), [...expectation.fixer].sort()) &&
      `the fixer is ${verdict.fixer.join(', ')} instead of ${expectation.fixer.join(', ')}`,
    ...Object.entries(expectation.details ?? {}).map(([key, wanted]) => {
      const found = new Map<string, unknown>(Object.entries(verdict.details)).get(key);
      return (
        !isDeepStrictEqual(found, wanted) &&
        `details.${key} is ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`
      );
    }),
    ...(expectation.alsoFound ?? []).map(
      (code) => !others.includes(code) && `${code} is not among alsoFound (${others.join(', ')})`,
    ),
    ...(expectation.ruledOut ?? []).map(
      (code) => !ruledOut.includes(code) && `${code} is not among ruledOut (${ruledOut.join(', ')})`,
    ),
  ];
}

function aboutForm(document: DiagnosisDocument): readonly (string | false)[] {
  const { verdict } = document;
  const ids = new Set<string>(document.observations.map((observation) => observation.id));
  const unknown = [verdict, ...document.alsoFound, ...verdict.ruledOut].flatMap((one) =>
    one.evidence.filter((id) => !ids.has(id)),
  );
  const prefix = verdict.code.includes('.') ? verdict.code.split('.')[0] : null;
  const hops = document.route.map((state) => state.hop);
  return [
    ...schemaComplaints(document),
    unknown.length > 0 && `evidence that is not in the document: ${unknown.join(', ')}`,
    verdict.code !== 'undetermined' && verdict.evidence.length === 0 && 'the verdict has no evidence',
    verdict.hop !== prefix && `the hop is ${String(verdict.hop)} instead of ${String(prefix)}`,
    !isDeepStrictEqual(hops, HOPS) && `the route's hops are ${hops.join(', ')}`,
    prefix !== null &&
      document.route.find((state) => state.hop === prefix)?.state !== 'failed' &&
      `the hop ${String(prefix)} is not shown as failed: ${document.route.map((state) => `${state.hop} ${state.state}`).join(', ')}`,
    (verdict.title === '' || verdict.explanation === '') && 'the verdict has no words',
  ];
}

type Validate = (document: unknown) => readonly string[];
let validate: Validate | undefined;

function schemaComplaints(document: DiagnosisDocument): readonly string[] {
  validate ??= makeValidate();
  return validate(document);
}

function makeValidate(): Validate {
  if (!existsSync(SCHEMA_FILE)) return () => [];
  const ajv = new Ajv2020({ strict: false, formats: fullFormats });
  const check = ajv.compile(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));
  return (document) =>
    check(document)
      ? []
      : (check.errors ?? []).map(
          (error) => `the document is not as its schema says: ${error.instancePath} ${error.message ?? ''}`,
        );
}

/** Looks for each secret in what was printed and in what children were given: as it is, percent-encoded, as base64 at each of the three alignments, as UTF-16, as hex. */
function leaksIn(run: Run, canaries: readonly string[]): readonly string[] {
  const places = [
    ['printed', run.stdout + run.stderr],
    ['given to a child process', run.children],
  ] as const;
  return canaries.flatMap((canary) =>
    [...disguises(canary)].flatMap(([how, text]) =>
      places.filter(([, content]) => content.includes(text)).map(([where]) => `a secret is ${where} ${how}`),
    ),
  );
}

function disguises(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret);
  // Characters next to the secret leak into the first and last base64 character of each alignment: leave those out.
  const aligned = (offset: number): string => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    return text.slice(offset === 0 ? 0 : offset + 1, -2);
  };
  const everyByte = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return new Map([
    ['as it is', secret],
    ['percent-encoded', encodeURIComponent(secret)],
    ['percent-encoded byte by byte', everyByte],
    ['percent-encoded byte by byte, upper case', everyByte.toUpperCase()],
    ['as base64', aligned(0)],
    ['as base64 after one byte', aligned(1)],
    ['as base64 after two bytes', aligned(2)],
    ['as UTF-16', Buffer.from(secret, 'utf16le').toString('utf8')],
    ['as UTF-16 in JSON', JSON.stringify(Buffer.from(secret, 'utf16le').toString('latin1')).slice(1, -1)],
    ['as base64 of UTF-16', Buffer.from(secret, 'utf16le').toString('base64').slice(0, -4)],
    ['as hex', bytes.toString('hex')],
  ]);
}
