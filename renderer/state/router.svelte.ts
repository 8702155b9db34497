/** Follows the part of the window's address after `#`. */
import { parsePlace } from './place.ts';

/** Follows the window's address. */
export class Router {
  #hash = $state(window.location.hash);
  readonly place = $derived(parsePlace(this.#hash));

  /** Begins to follow; the returned function ends it. */
  follow(): () => void {
    const update = (): void => {
      this.#hash = window.location.hash;
    };
    window.addEventListener('hashchange', update);
    // It may have moved on since it was first read.
    update();
    return () => {
      window.removeEventListener('hashchange', update);
    };
  }

  /** Goes to a place. */
  go(href: string): void {
    window.location.hash = href;
  }
}
