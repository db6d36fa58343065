import type { SceneJson } from "./scene.js";

/** What `boot.js` hands to the page. */
export interface Carried {
  scene: SceneJson;
  shapes: ArrayBuffer;
  ground: ArrayBuffer;
  extra: ArrayBuffer;
}

/** What the page gives to Folium's script, to `boot.js` and to its tests. */
export interface Page {
  create(id: string, options: object): unknown;
  finish(): void;
  test: object;
}

declare global {
  interface Window {
    atlasData: Carried;
    atlas: Page;
    /** Label, variable and fault of the children that a block of scripts caught. */
    atlasFaults: string[][];
    $: unknown;
  }
  interface Uint8ArrayConstructor {
    fromBase64?(text: string): Uint8Array<ArrayBuffer>;
  }
}
