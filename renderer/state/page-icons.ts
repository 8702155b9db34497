/** The picture of each page of the navigation. */
import BookOpen from '@lucide/svelte/icons/book-open';
import Briefcase from '@lucide/svelte/icons/briefcase-business';
import ChartLine from '@lucide/svelte/icons/chart-line';
import FlaskConical from '@lucide/svelte/icons/flask-conical';
import KeyRound from '@lucide/svelte/icons/key-round';
import Settings2 from '@lucide/svelte/icons/settings-2';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Waypoints from '@lucide/svelte/icons/waypoints';
import Wrench from '@lucide/svelte/icons/wrench';
import type { NavigationPage } from './place.ts';

/** By page; a missing one does not compile. */
export const PAGE_ICONS = {
  check: Waypoints,
  fixes: Wrench,
  settings: SlidersHorizontal,
  credentials: KeyRound,
  presets: Briefcase,
  practice: FlaskConical,
  history: ChartLine,
  learn: BookOpen,
  preferences: Settings2,
} as const satisfies Record<NavigationPage, unknown>;
