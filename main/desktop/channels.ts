/** The two channels between the window and its page. */
export const INVOKE_CHANNEL = 'throughway:invoke';
export const EVENT_CHANNEL = 'throughway:event';
