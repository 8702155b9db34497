/** What a relay takes at most; beyond it a request is refused, or a connection closed. */
export const RELAY_LIMITS = {
  /** One head, request or reply: what Apache and squid take by default, with room for long cookies and tickets. */
  headBytes: 64 * 1024,
  headerLines: 200,
  /** Interim replies (1xx) before the final one. */
  interimReplies: 20,
  /** Clients at a time; two sockets each. */
  clients: 4_096,
  /** Idle connections kept to one place, and in all. */
  idlePerPlace: 128,
  idleInAll: 512,
  /** The body of a 407 that is read away so that its connection can be used again. */
  challengeBodyBytes: 256 * 1024,
  /** A request body up to this size can be sent a second time after a 407. */
  keptBodyBytes: 64 * 1024,
  /** Sign-in messages for one request: NTLM needs three, Negotiate a few more, a stale nonce one again. */
  signInRounds: 6,
  /** Bytes that are read ahead of whoever takes them, per direction of a connection. */
  readAheadBytes: 64 * 1024,
} as const;
