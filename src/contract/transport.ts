/** The two functions that a face brings to carry the contract. */
export interface Transport {
  /** Carries one call; resolves with the endpoint's `Result` as plain JSON, rejects only where the line is broken. */
  invoke(name: string, input: unknown): Promise<unknown>;
  /** Calls `listener` for every event until the returned function is called. */
  subscribe(listener: (event: unknown) => void): () => void;
}
