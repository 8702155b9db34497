/** `throughway.inspection/1` as a schema, published as JSON Schema. Unknown keys are allowed. */
import { z } from 'zod';
import { ADVICE, FINDINGS, SEVERITIES, type FindingCode } from '../inspect/finding.ts';
import { FAILURE_KINDS } from '../observation/failure.ts';
import { PROXY_KINDS } from '../settings/proxy-server.ts';
import type { InspectionDocument } from './inspection-document.ts';
import { legSchema, observationSchema } from './observation-schema.ts';

const loose = z.looseObject;
const text = z.string();
const number = z.number();
const maybe = <T extends z.ZodType>(type: T): z.ZodNullable<T> => type.nullable();
const id = z.templateLiteral(['o', z.int().min(0)]);
const failure = maybe(loose({ kind: z.enum(FAILURE_KINDS), code: text.exactOptional(), detail: text.exactOptional() }));

const isCode = (code: string): code is FindingCode => Object.hasOwn(FINDINGS, code);
const codes = z.enum(Object.keys(FINDINGS).filter(isCode));

const details = loose({
  url: text.exactOptional(),
  to: text.exactOptional(),
  host: text.exactOptional(),
  status: number.exactOptional(),
  otherStatus: number.exactOptional(),
  header: text.exactOptional(),
  value: text.exactOptional(),
  names: z.array(text).exactOptional(),
  ports: z.array(number).exactOptional(),
  days: number.exactOptional(),
  time: text.exactOptional(),
  count: number.exactOptional(),
  of: number.exactOptional(),
  ms: number.exactOptional(),
  kind: text.exactOptional(),
});

const certificate = loose({
  subject: text,
  issuer: text,
  notBefore: text,
  notAfter: text,
  names: z.array(text),
  sha256: text,
  selfSigned: z.boolean(),
  key: loose({ kind: text, bits: number.exactOptional() }).exactOptional(),
  signature: text.exactOptional(),
  daysLeft: number,
});

const tls = loose({
  host: text,
  protocol: maybe(text),
  cipher: maybe(text),
  trusted: z.boolean(),
  rejection: maybe(text),
  nameMatches: maybe(z.boolean()),
  chain: z.array(certificate),
  evidence: id,
});

const look = loose({ status: maybe(number), redirectTo: maybe(text), noindex: z.boolean(), evidence: id });

const step = loose({
  url: text,
  leg: legSchema,
  status: maybe(number),
  reason: text,
  redirectTo: maybe(text),
  answeredBy: maybe(z.enum(['proxy', 'site'])),
  answeredByEvidence: maybe(text),
  failure,
  tookMs: number,
  evidence: id,
});

const error = maybe(loose({ status: maybe(number), reason: text, page: text, failure, tookMs: number, evidence: id }));

const proxy = loose({
  proxy: loose({ kind: z.enum(PROXY_KINDS), host: text, port: number }),
  addresses: z.array(loose({ address: text, family: z.enum(['ipv4', 'ipv6']), failure, tookMs: number, evidence: id })),
  speaks: maybe(z.array(z.enum(PROXY_KINDS))),
  tls: maybe(tls),
  signIn: maybe(
    loose({
      schemes: z.array(
        loose({
          scheme: text,
          strength: z.enum(['strong', 'fair', 'weak', 'unknown']),
          realm: maybe(text),
          algorithm: maybe(text),
        }),
      ),
      outcome: z.enum(['accepted', 'rejected', 'not-tried']),
    }),
  ),
  ports: z.array(
    loose({
      host: text,
      port: number,
      outcome: z.enum(['open', 'tried', 'refused', 'silent', 'sign-in', 'failed']),
      status: maybe(number),
      tookMs: number,
      evidence: id,
    }),
  ),
  keepAlive: maybe(loose({ scheme: maybe(z.literal('ntlm')), kept: maybe(z.boolean()) })),
  names: loose({ via: z.array(text), proxyStatus: z.array(text), server: z.array(text) }),
  errors: loose({ unknownName: error, refusedPort: error, closedPort: error }),
  quality: maybe(
    loose({
      attempts: number,
      lost: number,
      loss: number,
      minMs: maybe(number),
      medianMs: maybe(number),
      p90Ms: maybe(number),
      maxMs: maybe(number),
      jitterMs: maybe(number),
      timesMs: z.array(maybe(number)),
    }),
  ),
});

/** `throughway.inspection/1`. */
export const inspectionSchema = loose({
  schema: z.literal('throughway.inspection/1'),
  kind: z.enum(['site', 'proxy']),
  target: text,
  language: z.enum(['ja', 'en']),
  startedAt: z.iso.datetime(),
  durationMs: number,
  findings: z.array(
    loose({
      code: codes,
      severity: z.enum(SEVERITIES),
      reference: maybe(text),
      evidence: z.array(id),
      details,
      title: text,
      explanation: text,
    }),
  ),
  advice: z.array(loose({ code: z.enum(ADVICE), text })),
  site: maybe(loose({ steps: z.array(step), tls: z.array(tls), browser: maybe(look), crawler: maybe(look) })),
  proxy: maybe(proxy),
  observations: z.array(observationSchema),
}) satisfies z.ZodType<InspectionDocument>;

/** Returns the published JSON Schema (draft 2020-12) of an inspection. */
export function inspectionJsonSchema(): unknown {
  return {
    $id: 'throughway.inspection/1',
    title: 'throughway inspect --json',
    ...z.toJSONSchema(inspectionSchema, { target: 'draft-2020-12', reused: 'ref' }),
  };
}
