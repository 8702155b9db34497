/** The practice network as a page sees it. */

/** The scenes that can be played, and the one that stands now. */
export interface PracticeView {
  readonly scenes: readonly SceneView[];
  readonly running: { readonly scene: string; readonly url: string } | null;
}

/** One scene; its words stand in the catalogue under the same id. */
export interface SceneView {
  readonly id: string;
  /** The cause code that a diagnosis of it ends in. */
  readonly expect: string;
}
