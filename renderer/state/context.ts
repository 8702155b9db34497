/** The state of the whole window, handed to components without passing it through each of them. */
import { createContext } from 'svelte';
import type { AppState } from './app.svelte.ts';

export const [getApp, setApp] = createContext<AppState>();
