import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { colour } from '../colours';

type Position = [lon: number, lat: number];

const EARTH_KM = 6_371.0088;

/** West, south, east, north. */
export type Box = [number, number, number, number];

export interface Place { point: Position | null; radiusKm: number; ring: Position[] }

/** Where the officer means: a point with a radius, or the corners of an area. */
export class Picker {
  #corners: Position[] | null = null;
  #onBox: ((box: Box) => void) | null = null;

  constructor(private readonly map: MapLibre, private readonly onPoint: (point: Position) => void, private readonly onRing: (ring: Position[]) => void) {
    map.addSource('draft', { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    map.addLayer({ id: 'draft-area', type: 'fill', source: 'draft', filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-opacity': 0.2 } });
    map.addLayer({ id: 'draft-line', type: 'line', source: 'draft', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-width': 2 } });
    map.addLayer({ id: 'draft-point', type: 'circle', source: 'draft', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 5, 'circle-stroke-width': 1.5 } });
    this.#point(map.getContainer().dataset['pick'] !== undefined);
    map.on('click', event => this.#click(round(event.lngLat.wrap().toArray())));
    map.on('dblclick', event => {
      if (!this.#corners) return;
      event.preventDefault();
      this.close();
    });
    map.getContainer().addEventListener('keydown', event => {
      if (event.key === 'Enter' && this.#corners) this.close();
    });
  }

  paint(): void {
    for (const [layer, property] of [['draft-area', 'fill-color'], ['draft-line', 'line-color'], ['draft-point', 'circle-color'], ['draft-point', 'circle-stroke-color']] as const) {
      this.map.setPaintProperty(layer, property, colour(property === 'circle-stroke-color' ? 'map-land' : 'map-selected'));
    }
  }

  /** The next two clicks are a box's corners; crossing the antimeridian, its west is greater than its east. */
  box(onBox: (box: Box) => void): void {
    this.draw();
    this.#onBox = onBox;
  }

  /** Shows a box. */
  showBox([west, south, east, north]: Box): void {
    const right = east < west ? east + 360 : east;
    this.#put([{ type: 'Polygon', coordinates: [[[west, south], [right, south], [right, north], [west, north], [west, south]]] }]);
  }

  get drawing(): boolean {
    return this.#corners !== null;
  }

  draw(): void {
    this.#corners = [];
    this.#point(true);
    this.map.getCanvas().dataset['drawing'] = '';
    this.show({ point: null, radiusKm: 0, ring: [] });
    this.map.getCanvas().focus();
  }

  close(): void {
    const corners = this.#corners ?? [];
    this.#end();
    if (corners.length >= 3) this.onRing([...corners, corners[0]!]);
  }

  show({ point, radiusKm, ring }: Place): void {
    const shapes: GeoJSON.Geometry[] = [];
    if (ring.length >= 4) shapes.push({ type: 'Polygon', coordinates: [ring] });
    else if (point) {
      shapes.push({ type: 'Point', coordinates: point });
      if (radiusKm > 0) shapes.push({ type: 'Polygon', coordinates: [circle(point, radiusKm)] });
    }
    this.#put(shapes);
  }

  #click(point: Position): void {
    if (!this.#corners) return this.onPoint(point);
    const last = this.#corners.at(-1);
    if (last && last[0] === point[0] && last[1] === point[1]) return; // The second click of a double click.
    this.#corners.push(point);
    if (this.#onBox && this.#corners.length === 2) return this.#closeBox(this.#corners[0]!, point);
    const corners: GeoJSON.Geometry[] = this.#corners.map(corner => ({ type: 'Point', coordinates: corner }));
    this.#put(this.#corners.length > 1 ? [{ type: 'LineString', coordinates: this.#corners }, ...corners] : corners);
  }

  #end(): void {
    this.#corners = this.#onBox = null;
    this.#point(this.map.getContainer().dataset['pick'] !== undefined);
    delete this.map.getCanvas().dataset['drawing'];
  }

  #point(exactly: boolean): void {
    this.map.getCanvas().style.cursor = exactly ? 'crosshair' : '';
  }

  #closeBox([x, y]: Position, [u, v]: Position): void {
    const onBox = this.#onBox!;
    this.#end();
    const [west, east] = Math.abs(u - x) <= 180 ? [Math.min(x, u), Math.max(x, u)] : [Math.max(x, u), Math.min(x, u)];
    onBox([west, Math.min(y, v), east, Math.max(y, v)]);
  }

  #put(shapes: GeoJSON.Geometry[]): void {
    const features = shapes.map((geometry): GeoJSON.Feature => ({ type: 'Feature', properties: {}, geometry }));
    void (this.map.getSource('draft') as GeoJSONSource).setData({ type: 'FeatureCollection', features });
  }
}

const round = ([lon, lat]: [number, number]): Position => [Number(lon.toFixed(4)), Number(lat.toFixed(4))];

// A circle on the sphere as a ring of 65 points. Longitudes run on past 180 degrees, which the map draws well.
function circle([lon, lat]: Position, radiusKm: number): Position[] {
  const [angle, phi] = [radiusKm / EARTH_KM, (lat * Math.PI) / 180];
  return Array.from({ length: 65 }, (_, i): Position => {
    const bearing = (i / 64) * 2 * Math.PI;
    const y = Math.asin(Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing));
    const x = Math.atan2(Math.sin(bearing) * Math.sin(angle) * Math.cos(phi), Math.cos(angle) - Math.sin(phi) * Math.sin(y));
    return [lon + (x * 180) / Math.PI, (y * 180) / Math.PI];
  });
}
