import type { CommandContext } from './command-context.ts';
import { promptLine } from './read-password.ts';

/** Whether the person says yes, in either language; nobody who could be asked is a no. */
export async function askConsent(question: string, { terminal, interruption }: CommandContext): Promise<boolean> {
  const answer = await promptLine(terminal, question, interruption);
  return answer !== null && /^\s*(?:y|yes|はい)\s*$/iu.test(answer);
}
