import { Marker, type GeoJSONSource, type LngLatLike, type Map as MapLibre } from 'maplibre-gl';
import { colour } from '../colours';
import { levelColour } from './style';
import type { Point } from './frame';

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Warnings: few, on top of everything, the worst last. */
export class Warnings {
  readonly #points = new Map<number, Point>();
  #replace = false;
  #drawing = false;
  #selected: number | null = null;

  constructor(private readonly map: MapLibre, onPick: (point: number) => void) {
    const empty: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
    map.addSource('areas', { type: 'geojson', data: empty });
    map.addSource('warnings', { type: 'geojson', data: empty });
    map.addLayer({ id: 'area', type: 'fill', source: 'areas', paint: { 'fill-opacity': 0.16 } }, 'country');
    map.addLayer({ id: 'area-edge', type: 'line', source: 'areas', paint: { 'line-width': 1.4 } }, 'country');
    map.addLayer({
      id: 'warnings-ring', type: 'circle', source: 'warnings', layout: { 'circle-sort-key': ['get', 'level'] },
      paint: { 'circle-radius': ['+', 8, ['*', 1.4, ['get', 'level']]], 'circle-opacity': 0, 'circle-stroke-width': ['case', ['get', 'selected'], 3, ['get', 'acknowledged'], 0.8, 1.6], 'circle-stroke-opacity': ['case', ['get', 'selected'], 1, 0.75] },
    });
    map.addLayer({
      id: 'warnings', type: 'circle', source: 'warnings', layout: { 'circle-sort-key': ['get', 'level'] },
      paint: { 'circle-radius': ['+', 3.4, ['*', 0.9, ['get', 'level']]], 'circle-stroke-width': 1.2, 'circle-opacity': ['case', ['get', 'acknowledged'], 0.7, 1] },
    });
    map.on('click', 'warnings', event => onPick(event.features![0]!.id as number));
    map.on('mouseenter', 'warnings', () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', 'warnings', () => { map.getCanvas().style.cursor = ''; });
  }

  paint(): void {
    const level = levelColour(['get', 'level']);
    this.map.setPaintProperty('warnings', 'circle-color', level);
    this.map.setPaintProperty('warnings', 'circle-stroke-color', colour('map-sea'));
    this.map.setPaintProperty('warnings-ring', 'circle-stroke-color',
      ['case', ['get', 'selected'], colour('map-selected'), ['get', 'exercise'], colour('exercise'), level]);
    for (const [layer, property] of [['area', 'fill-color'], ['area-edge', 'line-color']] as const) {
      this.map.setPaintProperty(layer, property, ['case', ['boolean', ['get', 'exercise'], false], colour('exercise'), levelColour(['get', 'severity'])]);
    }
  }

  fresh(): void {
    this.#replace = true;
  }

  add(points: Point[]): void {
    const first = this.#replace;
    this.#replace = false;
    if (first) this.#points.clear();
    for (const point of points) {
      if (point.removed) this.#points.delete(point.id);
      else {
        if (!first && !this.#points.has(point.id) && !point.acknowledged) this.#pulse(point);
        this.#points.set(point.id, point);
      }
    }
    this.#draw();
  }

  select(point: number | null): void {
    this.#selected = point;
    this.#draw();
  }

  get coordinates(): [number, number][] {
    return [...this.#points.values()].map(({ lon, lat }) => [lon, lat]);
  }

  /** Areas of the warnings in force; with `only`, that warning's alone. */
  async loadAreas(only: string | undefined): Promise<void> {
    const answer = await fetch('/live/areas');
    if (!answer.ok) return;
    const areas = await answer.json() as GeoJSON.FeatureCollection;
    if (only) areas.features = areas.features.filter(area => area.properties?.['warning'] === only);
    await (this.map.getSource('areas') as GeoJSONSource).setData(areas);
  }

  // Several changes in one frame are drawn once.
  #draw(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      const features = [...this.#points.values()].map(point => feature(point, point.id === this.#selected));
      void (this.map.getSource('warnings') as GeoJSONSource).setData({ type: 'FeatureCollection', features });
    });
  }

  #pulse({ lon, lat, level }: Point): void {
    if (still.matches) return;
    const element = document.createElement('i');
    element.className = 'pulse';
    element.dataset['level'] = String(level);
    element.innerHTML = '<b></b>';
    const marker = new Marker({ element }).setLngLat([lon, lat] as LngLatLike).addTo(this.map);
    element.firstElementChild!.addEventListener('animationend', () => marker.remove());
  }
}

function feature({ id, lon, lat, level, exercise, acknowledged }: Point, selected: boolean): GeoJSON.Feature {
  return { type: 'Feature', id, properties: { level, exercise, acknowledged, selected }, geometry: { type: 'Point', coordinates: [lon, lat] } };
}
