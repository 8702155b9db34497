/** `throughway.report/1` as a schema, published as JSON Schema. Unknown keys are allowed. */
import { z } from 'zod';
import { CAUSE_CODES } from '../verdict/cause-code.ts';
import { REMOVED_KINDS } from '../base/removed-kind.ts';
import { documentSchema } from './document-schema.ts';
import type { SupportReport } from './support-report.ts';

const loose = z.looseObject;
const text = z.string();

const reason = z.discriminatedUnion('kind', [
  loose({ kind: z.literal('fix'), fix: text, code: text, url: text }),
  loose({ kind: z.literal('settings'), source: text }),
  loose({ kind: z.literal('preset'), name: text }),
  loose({ kind: z.literal('tools'), tools: z.array(text) }),
  loose({ kind: z.literal('relay') }),
]);

/** `throughway.report/1`. */
export const reportSchema = loose({
  schema: z.literal('throughway.report/1'),
  createdAt: z.iso.datetime({ offset: true }),
  timeZone: text,
  language: z.enum(['ja', 'en']),
  versions: loose({ throughway: text, node: text, system: text }),
  contact: loose({ name: text.exactOptional(), email: text.exactOptional(), phone: text.exactOptional() }).nullable(),
  checks: z.array(documentSchema),
  tried: z.array(
    loose({
      at: text,
      reason,
      state: z.enum(['applied', 'undone', 'interrupted', 'failed']),
      steps: z.array(loose({ what: text, from: text.nullable(), to: text.nullable() })),
      afterwards: z.enum(CAUSE_CODES).nullable(),
    }),
  ),
  helped: z.boolean().nullable(),
  removed: z.array(loose({ kind: z.enum(REMOVED_KINDS), count: z.int().min(1) })),
}) satisfies z.ZodType<SupportReport>;

/** Returns the published JSON Schema (draft 2020-12) of a report. */
export function reportJsonSchema(): unknown {
  return {
    $id: 'throughway.report/1',
    title: 'throughway report --format json',
    ...z.toJSONSchema(reportSchema, { target: 'draft-2020-12', reused: 'ref' }),
  };
}
