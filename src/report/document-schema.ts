/** The document of `diagnose --json` as a schema: read back by `judge`, published as JSON Schema. Unknown keys are allowed. */
import { z } from 'zod';
import { HOPS } from '../observation/hop.ts';
import { SETTINGS_SOURCES } from '../settings/settings-source.ts';
import { CAUSE_CODES } from '../verdict/cause-code.ts';
import { legSchema, observationSchema } from './observation-schema.ts';

const loose = z.looseObject;
const evidence = z.array(z.string().regex(/^o\d+$/));

const details = loose({
  suggestedPort: z.number().exactOptional(),
  suggestedKind: z.enum(['http', 'https', 'socks5', 'socks4']).exactOptional(),
  suggestedUrl: z.string().exactOptional(),
  schemes: z.array(z.string()).exactOptional(),
  realm: z.string().exactOptional(),
  status: z.number().exactOptional(),
  answeredBy: z.enum(['proxy', 'site']).exactOptional(),
  answeredByEvidence: z.string().exactOptional(),
  issuer: z.string().exactOptional(),
  notBefore: z.string().exactOptional(),
  notAfter: z.string().exactOptional(),
  names: z.array(z.string()).exactOptional(),
  interface: z.string().exactOptional(),
  rule: z.string().exactOptional(),
  source: z.string().exactOptional(),
  line: z.number().exactOptional(),
  helper: z.string().exactOptional(),
  product: z.string().exactOptional(),
});

const finding = {
  code: z.enum(CAUSE_CODES),
  hop: z.enum(HOPS).nullable(),
  confidence: z.number().min(0).max(1),
  fixer: z.array(z.enum(['user', 'admin', 'site'])),
  title: z.string(),
  explanation: z.string(),
  evidence,
  details,
};

const hopState = <H extends (typeof HOPS)[number]>(hop: H) =>
  loose({ hop: z.literal(hop), state: z.enum(['ok', 'failed', 'degraded', 'skipped', 'unknown']) });

/** `throughway.diagnosis/1`. */
export const documentSchema = loose({
  schema: z.literal('throughway.diagnosis/1'),
  target: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  settings: loose({
    source: z.enum(SETTINGS_SOURCES),
    route: z.array(legSchema),
    bypassed: z.boolean(),
    others: z.array(
      loose({
        source: z.enum(SETTINGS_SOURCES),
        state: z.enum(['read', 'absent', 'unreadable']),
        route: z.array(legSchema),
        why: z.string().exactOptional(),
      }),
    ),
  }),
  route: z.tuple([
    hopState('device'),
    hopState('settings'),
    hopState('vpn'),
    hopState('firewall'),
    hopState('dns'),
    hopState('proxy'),
    hopState('tls'),
    hopState('site'),
  ]),
  verdict: loose({
    ...finding,
    ruledOut: z.array(loose({ code: z.enum(CAUSE_CODES), because: z.string(), evidence })),
  }),
  alsoFound: z.array(loose(finding)),
  fixes: z.array(
    loose({
      id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
      title: z.string(),
      kind: z.enum(['automatic', 'guided', 'ask']),
      undo: z.boolean(),
    }),
  ),
  observations: z.array(observationSchema),
});

/** What reading a saved run needs: the target and its facts; all else is made again from them. */
export const savedRunSchema = loose({
  schema: z.literal('throughway.diagnosis/1'),
  target: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().min(0),
  observations: z.array(observationSchema),
});

/** Returns the published JSON Schema (draft 2020-12) of a document. */
export function documentJsonSchema(): unknown {
  return {
    $id: 'throughway.diagnosis/1',
    title: 'throughway diagnose --json: one document a URL',
    ...z.toJSONSchema(documentSchema, { target: 'draft-2020-12', reused: 'ref' }),
  };
}
