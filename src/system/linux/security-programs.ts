/** Security software that filters connections without rules that anybody else can read, seen by its running service. */
import type { SystemTools } from '../system-tools.ts';
import { processes } from './running-programs.ts';

/** By the name of the process (the first 15 signs, proc(5)). Adding one is one row. */
const SECURITY_PROGRAMS: readonly (readonly [product: string, comm: RegExp])[] = [
  ['CrowdStrike Falcon', /^falcon-sensor/u],
  ['Microsoft Defender', /^wdavdaemon/u],
  ['Zscaler', /^(?:zsaservice|zstunnel)$/u],
  ['Netskope', /^stAgentSvc$/u],
  ['Trend Micro', /^ds_(?:agent|am)$/u],
  ['Sophos', /^sophos/iu],
  ['Kaspersky', /^kesl$/u],
  ['Bitdefender', /^bdsecd$/u],
  ['OpenSnitch', /^opensnitchd$/u],
  ['Portmaster', /^portmaster-core/u],
];

/** Returns their names, in a fixed order; empty where none runs or processes can't be read. */
export async function securityPrograms(tools: SystemTools): Promise<readonly string[]> {
  const running = await processes(tools);
  return SECURITY_PROGRAMS.filter(([, sign]) => running.some(({ comm }) => sign.test(comm))).map(([name]) => name);
}
