/** Tunnels: those that stand, and those that stand and carry nothing. */
import { ask } from './ask.ts';
import type { Case } from './case.ts';
import { isCutOrMute, likeControls, type Path } from './path.ts';
import type { Answer } from './rule.ts';
import type { WayView } from './ways.ts';

/** Returns the secure control sites' tunnels where all of them end as the judged one does; `null` where they do not. */
export function deadTunnels(facts: Case, path: Path): Answer | readonly WayView[] | null {
  if (!path.proxy || !isCutOrMute(path)) return null;
  const question = ask(facts, { probe: 'controls', leg: path.leg });
  if (question) return question;
  const alike = likeControls(facts, path, path.leg);
  return alike.state === 'fails' && alike.failed.every((view) => isCutOrMute(view)) ? alike.failed : null;
}

/** Something came through the tunnel, and it is no TLS. */
export function isGarbledTunnel({ end }: Pick<WayView, 'end'>): boolean {
  return end.at === 'site-tls' && ['tls-protocol-error', 'malformed-reply'].includes(end.tls.failure?.kind ?? '');
}

/** Returns the secure control sites' tunnels where what comes through all of them is no TLS either. */
export function garbledTunnels(facts: Case, path: Path): Answer | readonly WayView[] | null {
  if (!path.proxy || !isGarbledTunnel(path)) return null;
  const question = ask(facts, { probe: 'controls', leg: path.leg });
  if (question) return question;
  const alike = likeControls(facts, path, path.leg);
  return alike.state === 'fails' && alike.failed.every(isGarbledTunnel) ? alike.failed : null;
}

/** Whether the proxy let a tunnel of this way stand. */
export function tunnelStood(view: WayView): boolean {
  return view.handshakes.some(({ reply, socks }) => {
    const status = reply?.status ?? 0;
    // Granted is 0 in SOCKS5 and 90 in SOCKS4.
    return (status >= 200 && status < 300) || socks?.reply === 0 || socks?.reply === 90;
  });
}

/** A tunnel that stands and through which nothing comes. */
export function isMuteTunnel({ end }: Path): boolean {
  return end.at === 'site-tls' && end.tls.failure?.kind === 'timed-out';
}
