import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre, MapGeoJSONFeature } from 'maplibre-gl';
import { levelColour } from './style';
import type { Point } from './frame';

// setData over 50,000 points takes about a second, a change of feature state a microsecond or two. So the many points
// stand in a source that is rarely written; changes to them are states, and what is new gathers in a small source.
const FRESH_MAX = 2_000;
const REACH_PX = 3;
const SETTLED = 'records', FRESH = 'records-fresh';

const level: ExpressionSpecification = ['coalesce', ['feature-state', 'level'], ['get', 'level'], 0];

/** The quiet dots: every record that has a place. */
export class Records {
  readonly #points = new Map<number, Point>();
  readonly #settled = new Set<number>();
  readonly #fresh = new Map<number, Point>();
  readonly #queue: Point[][] = [];
  #replace = false;
  #busy = false;

  constructor(private readonly map: MapLibre, private readonly onOpen: ((dot: number) => void) | null) {
    for (const source of [SETTLED, FRESH]) {
      map.addSource(source, { type: 'geojson', data: collection(new Map()), maxzoom: 9, buffer: 8, tolerance: 0 });
      map.addLayer({
        id: source, type: 'circle', source,
        paint: {
          'circle-radius': ['interpolate', ['linear'], ['zoom'], 1, 1.3, 8, 4],
          'circle-opacity': ['case', ['boolean', ['feature-state', 'gone'], false], 0, 0.5],
        },
      }, 'country');
    }
    if (onOpen) this.#listen();
  }

  #listen(): void {
    const near = ({ x, y }: { x: number; y: number }): MapGeoJSONFeature | undefined => this.map.queryRenderedFeatures(
      [[x - REACH_PX, y - REACH_PX], [x + REACH_PX, y + REACH_PX]], { layers: [SETTLED, FRESH] }).find(dot => !dot.state['gone']);
    this.map.on('click', event => {
      // A warning's dot lies above: it is what was meant.
      if (this.#isDrawing || this.map.queryRenderedFeatures(event.point, { layers: ['warnings'] }).length > 0) return;
      const dot = near(event.point);
      if (dot) this.onOpen!(dot.id as number);
    });
    for (const layer of [SETTLED, FRESH]) {
      this.map.on('mouseenter', layer, () => { if (!this.#isDrawing) this.map.getCanvas().style.cursor = 'pointer'; });
      this.map.on('mouseleave', layer, () => { if (!this.#isDrawing) this.map.getCanvas().style.cursor = ''; });
    }
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
    this.#queue.push(points);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) await this.#apply(next);
    this.#busy = false;
  }

  async #apply(points: Point[]): Promise<void> {
    const replace = this.#replace;
    this.#replace = false;
    if (replace) this.#points.clear();
    for (const point of points) this.#change(point);
    if (replace || this.#fresh.size > FRESH_MAX) await this.#settle();
    else await this.#source(FRESH).setData(collection(this.#fresh));
  }

  #change(point: Point): void {
    const known = this.#points.get(point.id);
    if (point.removed) this.#points.delete(point.id);
    else this.#points.set(point.id, point);
    if (this.#settled.has(point.id)) {
      const stays = known !== undefined && !point.removed && known.lon === point.lon && known.lat === point.lat;
      this.map.setFeatureState({ source: SETTLED, id: point.id }, stays ? { level: point.level } : { gone: true });
      if (stays) return;
      this.#settled.delete(point.id);
    }
    if (point.removed) this.#fresh.delete(point.id);
    else this.#fresh.set(point.id, point);
  }

  async #settle(): Promise<void> {
    await this.#source(SETTLED).setData(collection(this.#points));
    this.map.removeFeatureState({ source: SETTLED });
    this.#settled.clear();
    for (const id of this.#points.keys()) this.#settled.add(id);
    this.#fresh.clear();
    await this.#source(FRESH).setData(collection(this.#fresh));
  }

  #source(name: string): GeoJSONSource {
    return this.map.getSource(name) as GeoJSONSource;
  }
}

const collection = (points: Map<number, Point>): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features: Array.from(points.values(), ({ id, lon, lat, level }) => (
    { type: 'Feature', id, properties: { level }, geometry: { type: 'Point', coordinates: [lon, lat] } })),
});
