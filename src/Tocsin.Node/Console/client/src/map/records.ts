import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre, MapGeoJSONFeature } from 'maplibre-gl';
import { count } from '../texts';
import type { Point } from './frame';
import { levelColour } from './style';
import { grain, thin, type Dot } from './thin';

// The many stand in a source that is written when the zoom, or they themselves, have changed; what is new gathers in a small one.
const FRESH_MAX = 2_000;
const CELL_PX = 4; // Less than a dot is wide.
const CHANGES_MS = 1_000;
const NEARER = 2; // Zooms that a click on several comes nearer.
const REACH_PX = 3;
const SETTLED = 'records', FRESH = 'records-fresh';

const level: ExpressionSpecification = ['coalesce', ['feature-state', 'level'], ['get', 'level'], 0];
const opacity: ExpressionSpecification = ['interpolate', ['linear'], ['coalesce', ['get', 'count'], 1], 1, 0.5, 12, 0.85];

/** Some points; or all that there are from now on, in place of those of before. */
interface Change {
  points: Point[];
  replace: boolean;
}

/** The quiet dots: every record that has a place. Where several are one to the eye, one dot stands for them. */
export class Records {
  readonly #points = new Map<number, Point>();
  readonly #settled = new Set<number>();
  readonly #fresh = new Map<number, Point>();
  readonly #queue: Change[] = [];
  #grain = -1;
  #replace = false;
  #busy = false;
  #soon = 0;

  constructor(private readonly map: MapLibre, private readonly onOpen: ((dot: number) => void) | null) {
    for (const source of [SETTLED, FRESH]) {
      map.addSource(source, { type: 'geojson', data: collection([]), maxzoom: 12, buffer: 8, tolerance: 0 });
      map.addLayer({
        id: source, type: 'circle', source,
        layout: { 'circle-sort-key': ['get', 'level'] },
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 1, 1.5, 8, 4],
          'circle-opacity': ['case', ['boolean', ['feature-state', 'gone'], false], 0, opacity],
        },
      }, 'country');
    }
    map.on('moveend', () => { if (grain(map.getZoom()) !== this.#grain) void this.add([]); });
    if (onOpen) this.#listen();
  }

  #listen(): void {
    const near = ({ x, y }: { x: number; y: number }): MapGeoJSONFeature | undefined => this.map.queryRenderedFeatures(
      [[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]], { layers: [SETTLED, FRESH] }).find(dot => !dot.state['gone']);
    this.map.on('click', event => {
      // A warning's dot lies above: it is what was meant.
      if (this.#isDrawing || this.map.queryRenderedFeatures(event.point, { layers: ['warnings'] }).length > 0) return;
      const dot = near(event.point);
      if (!dot) return;
      if ((dot.properties['count'] as number) > 1) this.map.easeTo({ center: event.lngLat, zoom: this.map.getZoom() + NEARER });
      else this.onOpen!(dot.id as number);
    });
    for (const layer of [SETTLED, FRESH]) {
      this.map.on('mouseenter', layer, event => { if (!this.#isDrawing) this.#point(event.features![0]!.properties['count'] as number); });
      this.map.on('mouseleave', layer, () => { if (!this.#isDrawing) this.#point(0); });
    }
  }

  // Over several the pointer says how many, and that a click comes nearer.
  #point(over: number): void {
    const canvas = this.map.getCanvas();
    canvas.style.cursor = over === 0 ? '' : over === 1 ? 'pointer' : 'zoom-in';
    canvas.title = over > 1 ? count('map.records', over) : '';
  }

  get #isDrawing(): boolean {
    return this.map.getCanvas().dataset['drawing'] !== undefined;
  }

  paint(): void {
    for (const layer of [SETTLED, FRESH]) this.map.setPaintProperty(layer, 'circle-color', levelColour(level));
  }

  /** The next points are all there are. */
  fresh(): void {
    this.#replace = true;
  }

  async add(points: Point[]): Promise<void> {
    const replace = this.#replace;
    this.#replace = false;
    await this.#take({ points, replace });
  }

  async #take(change: Change): Promise<void> {
    this.#queue.push(change);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#apply(next);
    this.#busy = false;
  }

  async #apply({ points, replace }: Change): Promise<void> {
    if (replace) {
      this.#points.clear();
      this.#fresh.clear();
    }
    for (const point of points) this.#change(point);
    if (replace || this.#fresh.size > FRESH_MAX || grain(this.map.getZoom()) !== this.#grain) await this.#settle();
    else await this.#source(FRESH).setData(collection([...this.#fresh.values()].map(point => ({ point, count: 1 }))));
  }

  #change(point: Point): void {
    const known = this.#points.get(point.id);
    if (point.removed) this.#points.delete(point.id);
    else this.#points.set(point.id, point);
    if (this.#settled.has(point.id)) {
      const stays = known !== undefined && !point.removed && known.lon === point.lon && known.lat === point.lat;
      this.map.setFeatureState({ source: SETTLED, id: point.id }, stays ? { level: point.level } : { gone: true });
      this.#settleSoon(); // Another may stand for the place now.
      if (stays) return;
      this.#settled.delete(point.id);
    }
    if (point.removed) this.#fresh.delete(point.id);
    else this.#fresh.set(point.id, point);
  }

  #settleSoon(): void {
    if (this.#soon) return;
    this.#soon = window.setTimeout(() => {
      this.#soon = 0;
      this.#grain = -1;
      void this.#take({ points: [], replace: false });
    }, CHANGES_MS);
  }

  async #settle(): Promise<void> {
    this.#grain = grain(this.map.getZoom());
    const dots = thin(this.#points.values(), this.#grain, CELL_PX);
    await this.#source(SETTLED).setData(collection(dots));
    this.map.removeFeatureState({ source: SETTLED });
    this.#settled.clear();
    for (const id of this.#points.keys()) this.#settled.add(id);
    this.#fresh.clear();
    await this.#source(FRESH).setData(collection([]));
    this.map.getContainer().dataset['records'] = `${dots.length} of ${this.#points.size}`;
  }

  #source(name: string): GeoJSONSource {
    return this.map.getSource(name) as GeoJSONSource;
  }
}

const collection = (dots: Dot[]): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features: dots.map(({ point: { id, lon, lat, level: severity }, count: several }) => (
    { type: 'Feature', id, properties: { level: severity, count: several }, geometry: { type: 'Point', coordinates: [lon, lat] } })),
});
