// Made by python -m maps.page.typescript; change the types of Python instead.

/** Traffic by year of a corridor, or of what is named `of`; `share` of the capacity in use. */
export interface SeriesJson {
  of: string;
  points: [string, number, string, number][];
  capacity: [string, number, string, number] | null;
  planned: [string, number, string, number] | null;
  share: number | null;
}

/** The least capacity known on a main route, at a leg or a hub (-1: not there). */
export interface LeastJson {
  said: string;
  year: string;
  name: string;
  src: number;
  leg: number;
  hub: number;
}

/** What a shipment takes along the main route of a corridor, by the rates of a year. */
export interface LedgerJson {
  shipped: string;
  year: number;
  lines: ([string, string, string, number, number, [number, number, number, number] | null, [number, number, number, number] | null])[];
}

/** A corridor; `f` is the number of its family, `names` in all languages. `short` may be empty; the map names the corridor of the lowest `rank` first. */
export interface CorridorJson {
  findings: [string, number[], number[], number[]][];
  series: SeriesJson[];
  least: LeastJson | null;
  id: string;
  f: number;
  name: string;
  short: string;
  about: string;
  names: string[];
  rank: number;
  ledger: LedgerJson | null;
}

/** A leg of corridor `c`, drawn for all `users`; `hist` holds status, first and last year; `opened` whether it is known to have opened when its history begins; `told` status, first and last date, note, source (-1: none) and whether it is announced; `pub` is the published length, `by` km by country, `parts` its line. */
export interface LegJson {
  id: string;
  name: string;
  from: string;
  to: string;
  places: [string, string];
  mode: string;
  status: string;
  since: string;
  opened: boolean;
  heard: string;
  hist: ([string, number, number | null])[];
  told: [string, string, string, string, number, boolean][];
  km: number | null;
  basis: string;
  pub: number | null;
  ratio: number | null;
  by: Record<string, number>;
  origin: Record<string, number>;
  shape: Record<string, number>;
  chord: number | null;
  access: (number | null)[];
  src: number[];
  note: string;
  facts: [string, string, string, number][];
  load: [number, string, string, string, string, number, number] | null;
  c: number;
  parts: number[][];
  users: number[];
}

/** A route of corridor `c`; `now` are km in use, `later` not yet built, `legs` signed. */
export interface RouteJson {
  c: number;
  id: string;
  name: string;
  names: string[];
  legs: number[];
  main: boolean;
  km: number | null;
  modes: Record<string, number>;
  by: Record<string, number>;
  now: number | null;
  later: number | null;
  borders: number;
  breaks: number;
  pub: number | null;
  ratio: number | null;
}

/** What happens on a leg at a km; not `sure` where it was inferred. */
export interface EventJson {
  leg: number;
  kind: "border" | "break_of_gauge" | "mode_change";
  km: number | null;
  place: string;
  detail: string;
  sure: boolean;
  at: [number, number];
}

/** A hub; `tier` 0 at the end of a route, 1 of a leg, 2 of none. */
export interface HubJson {
  id: string;
  kind: string;
  cc: string;
  name: string;
  names: string[];
  at: [number, number];
  code: string;
  gauges: number[];
  status: string;
  src: number[];
  facts: [string, string, string, number][];
  tier: number;
}

/** Where a figure was read. */
export interface SourceJson {
  id: string;
  title: string;
  publisher: string;
  url: string;
  accessed: string;
}

/** A border, yard or port on a route: what changes, and its state where one is told. `state` holds state, since, last heard of, note and source (-1: none); `hub` is -1 where none. */
export interface GateJson {
  km: number;
  name: string;
  at: [number, number];
  changes: [string, string][];
  hub: number;
  state: [string, string, string, string, number] | null;
}

/** A route by km. Runs: km where it ends, leg, country, gauges; hubs: km, kind, name, lon, lat; events: km, kind, detail, place, lon, lat, whether it is sure. */
export interface StripJson {
  runs: [number, number, string, number[]][];
  hubs: [number, string, string, number, number][];
  events: [number, string, string, string, number, number, boolean][];
  gates: GateJson[];
}

/** A row of a layer: chains `p` or a point `at`, value `v`, label `t`, leg `l`, cells `c`. */
export interface FeatureJson {
  c: (boolean | number | string)[];
  at?: [number, number];
  p?: number[][];
  v?: boolean | number | string;
  t?: string;
  l?: number;
}

/** A layer beside the corridors; `note` says it in numbers. */
export interface OverlayJson {
  name: string;
  kind: "bands" | "gaps" | "arcs" | "areas" | "hubs" | "sites";
  shown: boolean;
  unit: string;
  classes: string[];
  note: string;
  heads: string[];
  features: FeatureJson[];
}

/** What names are folded by, and the abbreviations of each corridor. */
export interface SearchJson {
  letters: Record<string, string>;
  spellings: Record<string, string>;
  gaps: string;
  initials: string[][];
}

/** How the language writes numbers. */
export interface NumeralsJson {
  group: string;
  least: number;
  decimal: string;
  minus: string;
}

/** A block of a step: facts, bars, a list or a note. */
export interface BlockJson {
  kind: string;
  name: string;
  rows: (string | [string, number | string])[];
  beside?: [string, number][];
}

/** A step of a story: what it tells, and shows (null: all); the appendix is counted apart. */
export interface StepJson {
  title: string;
  over: string;
  text: string;
  notes: string;
  chapter: string;
  view: [number, number, number, number] | null;
  only: number[] | null;
  lit: number | null;
  legs: number[];
  places: number[];
  modes: string[] | null;
  statuses: string[] | null;
  hubs: string[] | null;
  events: string[] | null;
  overlays: number[];
  year: number | null;
  strip: number | null;
  blocks: BlockJson[];
  key: string[];
  appendix?: boolean;
}

/** A story. */
export interface StoryJson {
  steps: StepJson[];
}

/** Colours of a family of corridors. */
export interface FamilyJson {
  id: string;
  colour: string;
  colour_dark: string;
}

/** How a mode is drawn: widths and dashes in units of the line. */
export interface ModeJson {
  id: string;
  width: number;
  dash: number[];
  hollow: boolean;
}

/** How a status is drawn. */
export interface StatusJson {
  id: string;
  dash: number[];
  run: number;
  tint: number;
  grey: boolean;
  tick: number[];
  in_use: boolean;
}

/** The symbol of a kind of hub, as SVG paths; a low `rank` comes first. */
export interface HubKindJson {
  id: string;
  outline: string;
  glyph: string;
  rank: number;
}

/** A set of colours for light and one for dark screens. */
export interface ThemeJson {
  light: Record<string, string>;
  dark: Record<string, string>;
}

/** How wide the parts of a line are, in widths of the line. */
export interface LineJson {
  hollowOuter: number;
  hollowInner: number;
  tickAcross: number;
}

/** The tables of `maps.style`. */
export interface StyleJson {
  families: FamilyJson[];
  modes: ModeJson[];
  statuses: StatusJson[];
  hubKinds: HubKindJson[];
  ground: ThemeJson;
  overlays: ThemeJson;
  line: LineJson;
  dashes: Record<string, Record<string, number[]>>;
}

/** The ground: shapes as chains, names with where they stand. */
export interface GroundJson {
  land: number[][][];
  lakes: number[][][];
  borders: number[][][];
  disputed: number[][][];
  rivers: number[][][];
  window: [number, number, number, number];
  grid: number;
  credit: string;
  countries: [string, number, number, number, number[]][];
  cities: [string, number, number, number, number, string[], string][];
}

/** All that a page draws. */
export interface SceneJson {
  corridors: CorridorJson[];
  findings: [string, number[], number[], number[]][];
  legs: LegJson[];
  routes: RouteJson[];
  events: EventJson[];
  hubs: HubJson[];
  sources: SourceJson[];
  countries: Record<string, string>;
  strips: StripJson[];
  overlays: OverlayJson[];
  search: SearchJson;
  lang: string;
  plurals: Record<string, [string, Record<string, string>]>;
  habits: string;
  numerals: NumeralsJson;
  namesFrom: string;
  title: string;
  subtitle: string;
  asOf: string;
  verified: string;
  days: Record<string, string>;
  bounds: [number, number, number, number] | null;
  seam: number;
  core: [number, number, number, number] | null;
  compare: [string, string] | null;
  story?: StoryJson;
  words: Record<string, string>;
  style: StyleJson;
  grid: number;
  gridExtra: number;
  levelZooms: number[];
  ground: GroundJson | null;
}
