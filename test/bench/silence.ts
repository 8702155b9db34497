/**
 * Faults that show themselves by silence only, side by side: `throughway diagnose` against curl and Chromium with their
 * own time limits, waited for 30 s side by side: the whole takes eight minutes at most. `benchSilence(console.log)`; on the lab's networks, so it needs root.
 */
import { existsSync } from 'node:fs';
import { CLI } from '../lab/diagnose.ts';
import { whyNoLab } from '../lab/network.ts';
import { playAll, type Outcome } from '../lab/play.ts';
import { SCENARIOS } from '../lab/scenarios/all.ts';

const LIMIT_MS = 30_000;
const WANTED_MS = 5_000;
const MOST_MS = 15_000;
const CHROMIUM = '/usr/bin/chromium';

/** One scenario for each way in which a network says nothing. */
const SILENT = [
  'the host of the proxy is silent on every port',
  'the proxy accepts connections and says nothing',
  'the site is silent and others answer',
  'large packets to the proxy vanish',
  'no resolver answers',
  'the proxy says nothing to a plain request',
  'the SOCKS5 proxy says nothing',
  'connections to the proxy stand, and the network drops what is said',
  'every tunnel of the proxy is mute',
  'squid is patient, and all sites are silent',
  'the site accepts the connection and says nothing',
  'no proxy is set, none is known, and the network drops everything that leaves directly',
] as const;

/** Plays the silent scenarios one after another and prints the times. Returns whether each was judged in time. */
export async function benchSilence(print: (line: string) => void): Promise<boolean> {
  const why = whyNoLab() ?? (existsSync(CLI) ? null : 'the command line is not built');
  if (why !== null || !existsSync(CHROMIUM)) {
    print(`skipped: ${why ?? 'this machine has no Chromium'}`);
    return true;
  }
  const scenarios = SCENARIOS.filter((scenario) => SILENT.some((title) => title === scenario.title));
  print('silent faults, in seconds until there is an answer (30: still waiting)');
  print(`  ${'cause'.padEnd(28)} throughway     curl  Chromium   messages`);
  const outcomes = await playAll(scenarios, {
    seed: 'bench',
    atOnce: 1,
    askPeers: true,
    // What waits in silence needs no core.
    peerOptions: { limitMs: LIMIT_MS, atOnce: true },
    told: (outcome) => {
      print(lineOf(outcome));
    },
  });
  print(`  wanted within ${String(WANTED_MS / 1_000)} s, at the very most ${String(MOST_MS / 1_000)} s`);
  return outcomes.every((outcome) => outcome.complaints.length === 0 && outcome.tookMs <= MOST_MS);
}

function lineOf({ scenario, document, tookMs, peers }: Outcome): string {
  const seconds = (ms: number | undefined): string => (ms === undefined ? '-' : (ms / 1_000).toFixed(1));
  const times = (ms: number | undefined): string => (ms === undefined ? '' : ` (${(ms / tookMs).toFixed(1)} times)`);
  return [
    `  ${scenario.code.padEnd(28)}`,
    seconds(tookMs).padStart(10),
    seconds(peers?.curl.tookMs).padStart(8),
    seconds(peers?.chromium.tookMs).padStart(9),
    `  ${document?.verdict.code ?? 'no verdict'} | ${peers?.curl.message ?? '-'}${times(peers?.curl.tookMs)} | ${peers?.chromium.message ?? '-'}${times(peers?.chromium.tookMs)}`,
  ].join(' ');
}
