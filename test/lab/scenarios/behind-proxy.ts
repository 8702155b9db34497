import type { CauseCode } from '../../../src/verdict/cause-code.ts';
import type { Lab, Spot } from '../lab.ts';
import { scenario, type Ask, type Expectation, type Scenario } from '../scenario.ts';
import type { Behaviour } from '../servers/misbehaving.ts';
import { setProxy } from './proxy-env.ts';

/** What differs from a secure page asked for through a plain HTTP proxy without a sign-in. */
export interface More {
  readonly near?: CauseCode | readonly CauseCode[];
  readonly plain?: boolean;
  readonly scheme?: string;
  readonly userinfo?: (lab: Lab) => string;
  readonly needs?: string;
  readonly url?: (lab: Lab) => string;
  readonly clock?: string;
  readonly then?: Expectation;
}

/** A network that lets nothing out directly, and a proxy that is built by `build`. */
export const behind = (
  title: string,
  code: CauseCode,
  build: (lab: Lab, spot: Spot) => Promise<unknown>,
  more: More = {},
): Scenario =>
  scenario(title, {
    code,
    nearMissOf: more.near ?? [],
    ...(more.needs === undefined ? {} : { needs: more.needs }),
    given: async (lab) => {
      await lab.direct('dropped');
      const spot = lab.spot();
      await build(lab, spot);
      return spot;
    },
    when: (lab, spot): Ask => ({
      url: more.url?.(lab) ?? (more.plain === true ? lab.sites.main.http() : lab.sites.main.https()),
      env: setProxy(spot.url(more.scheme ?? 'http', more.userinfo?.(lab) ?? '')),
      ...(more.clock === undefined ? {} : { clock: more.clock }),
    }),
    then: () => more.then ?? {},
  });

/** The same with a proxy that does one thing to everybody. */
export const says = (title: string, code: CauseCode, behaviour: Behaviour, more: More = {}): Scenario =>
  behind(title, code, (lab, spot) => lab.misbehaving(spot, behaviour), more);
