import { assertNever } from '../../base/assert-never.ts';
import type { OpenStore, Store } from '../../change/store.ts';
import { rightsOnLinux } from '../file-rights.ts';
import { createFileStore } from '../file-store.ts';
import { createFirefoxStore } from '../firefox/firefox-store.ts';
import { noStore } from '../no-store.ts';
import type { SystemTools } from '../system-tools.ts';
import { createVpnStore } from '../vpn-store.ts';
import { createFirewallRuleStore } from './firewall-rule-store.ts';
import { createGsettingsStore } from './gsettings-store.ts';
import { isKdeLocked } from './locked-settings.ts';
import { createNetworkManagerStore } from './network-manager-store.ts';
import { createTrustAnchorStore } from './trust-anchor-store.ts';

/** Returns what opens the places of a Linux computer. */
export function linuxStores(tools: SystemTools): OpenStore {
  const carriesRights = rightsOnLinux(tools);
  return (ref) => {
    switch (ref.kind) {
      case 'file':
        return ref.path.endsWith('/kioslaverc')
          ? toldToKde(tools, createFileStore(ref.path, carriesRights))
          : createFileStore(ref.path, carriesRights);
      case 'gsettings':
        return createGsettingsStore(tools, ref);
      case 'firefox':
        return createFirefoxStore(tools, { profile: ref.profile, platform: 'linux' });
      case 'network-manager':
        return createNetworkManagerStore(tools, ref);
      case 'vpn':
        return createVpnStore(tools, ref);
      case 'firewall-rule':
        return createFirewallRuleStore(tools, ref);
      case 'trust-anchor':
        return createTrustAnchorStore(tools, ref);
      case 'registry':
      case 'wininet':
      case 'network-service':
      case 'sign-in': // the host opens it, which alone knows the keychain
        return noStore(ref.kind);
      default:
        return assertNever(ref);
    }
  };
}

/**
 * Running programs of KDE read the file again when they are told. Where the message can't be sent they keep the old
 * settings until they are started again, which is no failure.
 * @see KIO::Scheduler::emitReparseSlaveConfiguration
 */
function toldToKde(tools: SystemTools, store: Store): Store {
  return {
    ...store,
    access: async (signal) => ((await isKdeLocked(tools)) ? { state: 'managed' } : await store.access(signal)),
    write: async (text, signal, traits) => {
      const outcome = await store.write(text, signal, traits);
      const message = ['/KIO/Scheduler', 'org.kde.KIO.Scheduler.reparseSlaveConfiguration', 'string:'];
      if (outcome.ok) await tools.run('dbus-send', ['--session', '--type=signal', ...message], { signal });
      return outcome;
    },
  };
}
