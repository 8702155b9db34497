/** Negotiate with the ticket of the person who is logged on: GSS-API on Linux and macOS, SSPI on Windows. The only file that knows the `kerberos` package. */
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { NegotiateProblem, NegotiateProvider } from '../../src/auth/negotiate-provider.ts';
import { DEADLINES } from '../../src/base/deadline.ts';
import { ok, refuse, type Result } from '../../src/base/result.ts';
import { Secret } from '../../src/base/secret.ts';
import { startNativeChild, type NativeChild, type NativeChildHost } from './native-child.ts';

export interface KerberosTools extends NativeChildHost {
  readonly platform: NodeJS.Platform;
  /** Default: `DEADLINES.ticket`. */
  readonly timeoutMs?: number;
}

/**
 * SPNEGO hides why it has no mechanism to offer; asking for plain Kerberos then gives the reason, and only that is kept of it.
 */
const HANDLER = `(kerberos) => {
  let client;
  return async ({ service, token }) => {
    client ??= await kerberos.initializeClient(service, { mechOID: kerberos.GSS_MECH_OID_SPNEGO });
    try {
      return await client.step(token);
    } catch (error) {
      if (token !== '') throw error;
      const plain = await kerberos.initializeClient(service, { mechOID: kerberos.GSS_MECH_OID_KRB5 });
      await plain.step('');
      throw error;
    }
  };
}`;

/** The libraries' texts in English (MIT, Heimdal, SSPI); the first that fits decides. */
const PROBLEM_BY_MESSAGE: readonly (readonly [text: RegExp, problem: NegotiateProblem])[] = [
  [/Cannot find (?:module|package)|shared object file|kerberos\.node|ERR_DLOPEN/i, 'no-library'],
  [/clock skew|time skew|0x80090324/i, 'clock-skew'],
  [
    /ticket (?:has )?expired|credentials? (?:have |has )?expired|context (?:has )?expired|0x80090317|0x80090328/i,
    'ticket-expired',
  ],
  [
    /not found in Kerberos database|server .*unknown|target (?:is unknown|unknown)|principal name is incorrect|0x80090303|0x80090322/i,
    'no-service-principal',
  ],
  [/invalid token|defective token|SEC_E_INVALID_TOKEN|0x80090308/i, 'bad-challenge'],
];

const answerSchema = z.union([z.object({ value: z.string().nullable() }), z.object({ failed: z.string() })]);

/** Returns the provider; nothing is loaded before the first proxy asks for Negotiate. */
export function openKerberos(tools: KerberosTools): NegotiateProvider {
  const timeoutMs = tools.timeoutMs ?? DEADLINES.ticket.ms;
  return {
    begin: ({ host }) => {
      const modulePath = kerberosPath();
      if (modulePath === null) return Promise.resolve(refuse('no-library'));
      const child = startNativeChild(tools, { modulePath, handler: HANDLER });
      // SSPI takes a service principal name, GSS-API a host-based service (RFC 2743 §4.1).
      const service = tools.platform === 'win32' ? `HTTP/${host}` : `HTTP@${host}`;
      const step = (token: string): Promise<Result<Secret, NegotiateProblem>> =>
        ask(child, { service, token }, timeoutMs);
      return Promise.resolve(ok({ step }));
    },
  };
}

async function ask(
  child: NativeChild,
  question: { readonly service: string; readonly token: string },
  timeoutMs: number,
): Promise<Result<Secret, NegotiateProblem>> {
  const asked = await child.ask(question, { timeoutMs });
  // A domain controller that can't be reached gives no ticket either.
  if (!asked.ok) return refuse(asked.problem.kind === 'timed-out' ? 'no-ticket' : 'no-library');
  const answer = answerSchema.parse(asked.value);
  if ('value' in answer) return ok(new Secret(answer.value ?? ''));
  child.end();
  return refuse(negotiateProblem(answer.failed));
}

/** Returns the problem that a library's message stands for; unknown ones mean that there is no usable ticket. */
export function negotiateProblem(message: string): NegotiateProblem {
  return PROBLEM_BY_MESSAGE.find(([text]) => text.test(message))?.[1] ?? 'no-ticket';
}

function kerberosPath(): string | null {
  try {
    return createRequire(import.meta.url).resolve('kerberos');
  } catch {
    // An optional dependency: it is not there on machines that could not build it.
    return null;
  }
}
