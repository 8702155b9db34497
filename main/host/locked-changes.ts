/** Ways that an organisation has locked are not changed by hand or by a fix: only its own preset changes them. */
import { refuse } from '../../src/base/result.ts';
import type { StoreRef } from '../../src/change/store.ts';
import type { Changes } from '../../src/change/changes.ts';
import type { OfMachine } from './machine-preset.ts';

/** What decides where requests go. */
const WAYS = ['proxies', 'pac', 'autoDetect', 'direct', 'places', 'bypass'] as const;

/** Places that say nothing about where requests go. */
const BESIDE_WAYS: readonly StoreRef['kind'][] = ['sign-in', 'vpn', 'firewall-rule', 'trust-anchor'];

/** Returns the same changes; those of settings are refused while their keys are locked. */
export function withLockedWays(changes: Changes, host: OfMachine): Changes {
  return {
    ...changes,
    apply: async (plan, options) => {
      const { kind } = plan.reason;
      if (kind !== 'settings' && kind !== 'fix') return await changes.apply(plan, options);
      const origins = (await host.machinePreset())?.origins ?? {};
      const locked = WAYS.filter((key) => origins[key]?.locked === true);
      const decides = plan.steps.some(({ ref }) => !BESIDE_WAYS.includes(ref.kind));
      if (locked.length === 0 || !decides) return await changes.apply(plan, options);
      return refuse({ kind: 'managed', what: plan.steps.map(({ shown }) => shown.what) });
    },
  };
}
