/** Starts the page: transport, client, first words, then the components. */
import './styles/tokens.css';
import './styles/base.css';
import { mount } from 'svelte';
import { createClient } from '../src/contract/client.ts';
import App from './App.svelte';
import { AppState } from './state/app.svelte.ts';
import { pickTransport } from './transport/pick-transport.ts';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the window');

// The state is made after the transport that reports to it; until then a broken line can't be known.
let onLost: (isLost: boolean) => void = () => undefined;
const client = createClient(
  pickTransport((isLost) => {
    onLost(isLost);
  }),
);
const app = new AppState(client);
onLost = (isLost) => {
  app.isDisconnected = isLost;
  // What was told before the line stood, or while it was down, has to be asked for.
  if (!isLost) void app.check.resume(app.lang);
};
await app.start();
mount(App, { target, props: { app } });
